DELETE FROM item WHERE key = ?1
