INSERT OR IGNORE INTO suspect_waiting (near, exact) VALUES (?1, ?2)
