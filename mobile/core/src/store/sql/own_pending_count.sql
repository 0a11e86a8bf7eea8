SELECT count(DISTINCT action) FROM own WHERE stage = 0 AND actor = (SELECT person FROM session)
