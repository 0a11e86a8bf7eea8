SELECT ordinal, record FROM own WHERE stage = 1 AND actor = (SELECT person FROM session)
