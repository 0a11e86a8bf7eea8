SELECT installation, seq, text FROM own WHERE stage = 0 AND actor = ?1 ORDER BY ordinal LIMIT ?2
