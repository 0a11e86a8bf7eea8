SELECT installation, seq, text FROM own WHERE resend = 1 AND +actor = ?1 ORDER BY ordinal LIMIT ?2
