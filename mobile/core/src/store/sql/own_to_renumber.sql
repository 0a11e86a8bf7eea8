SELECT ordinal FROM own
WHERE (stage = 0 OR (resend = 1 AND installation = ?1)) AND actor = (SELECT person FROM session) ORDER BY ordinal
