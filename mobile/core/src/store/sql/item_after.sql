SELECT key FROM item WHERE key > ?1 ORDER BY key LIMIT ?2
