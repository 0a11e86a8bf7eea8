SELECT id FROM item WHERE key = ?1
