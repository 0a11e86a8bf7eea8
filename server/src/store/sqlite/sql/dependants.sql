SELECT id FROM record WHERE collection = ?1 AND owner = ?2 ORDER BY id LIMIT ?3
