SELECT id FROM record WHERE collection = ?1 ORDER BY id
