INSERT OR IGNORE INTO text_waiting (item) SELECT key FROM item WHERE key = ?1
