SELECT 1 FROM identifier WHERE near = ?1 AND exact = ?2 AND item <> ?3 LIMIT 1
