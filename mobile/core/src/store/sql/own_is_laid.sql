SELECT 1 FROM own WHERE record = ?1 AND stage NOT IN (3, 4) AND +actor = (SELECT person FROM session) LIMIT 1
