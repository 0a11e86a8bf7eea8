UPDATE item SET place = ?2 WHERE key = ?1
