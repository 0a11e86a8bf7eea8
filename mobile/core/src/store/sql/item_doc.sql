SELECT doc FROM item WHERE key = ?1
