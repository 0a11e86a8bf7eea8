SELECT 1 FROM place WHERE parent = ?1 AND retired = 0 LIMIT 1
