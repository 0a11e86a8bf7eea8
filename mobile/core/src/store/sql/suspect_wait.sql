INSERT OR IGNORE INTO suspect_waiting (near, exact)
SELECT ?1, ?2 WHERE EXISTS (SELECT 1 FROM identifier WHERE near = ?1 AND exact = ?2 AND item <> ?3)
