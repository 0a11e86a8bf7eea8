SELECT id FROM record WHERE collection = ?1 AND collection NOT IN ('item', 'identifier') ORDER BY key
