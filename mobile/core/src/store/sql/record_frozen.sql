SELECT key FROM record WHERE key = ?1 AND frozen = 1
