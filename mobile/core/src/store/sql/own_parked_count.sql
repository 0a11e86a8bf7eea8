SELECT count(DISTINCT action) FROM own WHERE stage = 2 AND actor = (SELECT person FROM session)
