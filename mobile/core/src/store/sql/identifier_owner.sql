SELECT item FROM identifier WHERE source = ?1 LIMIT 1
