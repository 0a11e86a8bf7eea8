SELECT 1 FROM identifier WHERE near = ?1 AND exact = ?2 AND kind = 'inventory_number' LIMIT 1
