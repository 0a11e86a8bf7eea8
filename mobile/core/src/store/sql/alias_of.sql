SELECT key FROM alias WHERE one = ?1 OR other = ?1 ORDER BY key
