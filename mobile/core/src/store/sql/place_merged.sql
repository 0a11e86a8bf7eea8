SELECT id FROM place WHERE merged = ?1 ORDER BY folded
