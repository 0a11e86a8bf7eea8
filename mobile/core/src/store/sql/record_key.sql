SELECT key FROM record WHERE id = ?1 AND collection = ?2
