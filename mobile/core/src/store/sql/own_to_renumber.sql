SELECT ordinal FROM own WHERE stage = 0 OR (resend = 1 AND installation = ?1) ORDER BY ordinal
