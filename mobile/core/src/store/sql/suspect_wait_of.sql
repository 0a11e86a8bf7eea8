INSERT OR IGNORE INTO suspect_waiting (near, exact) SELECT near, exact FROM suspect WHERE one = ?1 OR other = ?1
