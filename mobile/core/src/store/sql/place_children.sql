SELECT id FROM place WHERE parent IS ?1 AND retired = 0 ORDER BY ord, folded LIMIT ?2
