SELECT stage, text FROM own WHERE record = ?1 ORDER BY ordinal
