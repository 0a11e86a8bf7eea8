SELECT installation, seq, text FROM own WHERE stage = 0 AND actor = (SELECT person FROM session) ORDER BY ordinal
