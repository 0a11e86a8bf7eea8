SELECT ordinal, seq, text FROM own WHERE stage = 0 ORDER BY ordinal LIMIT ?1
