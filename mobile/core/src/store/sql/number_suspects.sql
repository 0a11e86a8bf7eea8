SELECT DISTINCT record FROM own WHERE installation = ?1 AND actor = (SELECT person FROM session) ORDER BY record
