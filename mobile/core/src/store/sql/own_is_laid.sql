SELECT 1 FROM own WHERE record = ?1 AND stage <> 3 AND +actor = (SELECT person FROM session) LIMIT 1
