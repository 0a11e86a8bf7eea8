SELECT key FROM record WHERE scope = ?1 AND mark < ?2
