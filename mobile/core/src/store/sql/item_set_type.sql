UPDATE item SET type = ?2 WHERE key = ?1
