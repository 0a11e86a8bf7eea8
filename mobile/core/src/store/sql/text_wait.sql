INSERT OR IGNORE INTO text_waiting (item) VALUES (?1)
