SELECT seq, text FROM own WHERE stage = 0 ORDER BY ordinal
