SELECT count(*) FROM own WHERE stage = 2
