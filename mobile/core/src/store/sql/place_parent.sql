SELECT parent FROM place WHERE key = ?1
