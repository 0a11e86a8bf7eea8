SELECT installation, seq, text FROM own WHERE resend = 1 AND +actor = (SELECT person FROM session)
ORDER BY ordinal LIMIT ?1
