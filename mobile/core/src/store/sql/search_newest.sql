WITH RECURSIVE below (id) AS (
  SELECT ?3 WHERE ?3 IS NOT NULL UNION SELECT place.id FROM place JOIN below ON place.parent = below.id
)
SELECT key FROM item
WHERE (?1 IS NULL OR type = ?1) AND (?2 IS NULL OR state = ?2)
  AND (?3 IS NULL OR place IN (SELECT id FROM below))
ORDER BY changed DESC, key DESC LIMIT ?4 OFFSET ?5
