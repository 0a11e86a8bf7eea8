UPDATE item SET doc = ?2 WHERE key = ?1
