SELECT ordinal FROM own
WHERE (stage = 0 OR (resend = 1 AND installation = ?2)) AND actor = ?1 ORDER BY ordinal
