SELECT (SELECT count(*) FROM own) - (SELECT count(*) FROM own WHERE stage = 0)
