SELECT key FROM record WHERE scope = ?1
