SELECT id FROM place WHERE near = ?1 AND retired = 0 LIMIT 10
