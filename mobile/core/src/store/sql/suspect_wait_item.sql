INSERT OR IGNORE INTO suspect_waiting (near, exact) SELECT near, exact FROM identifier WHERE item = ?1
