DELETE FROM place WHERE key = ?1
