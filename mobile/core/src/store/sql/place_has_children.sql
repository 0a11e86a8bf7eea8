SELECT 1 FROM place WHERE parent = ?1 AND merged IS NULL AND retired = 0 LIMIT 1
