WITH RECURSIVE below (id) AS (
  VALUES (?3) UNION SELECT place.id FROM place JOIN below ON place.parent = below.id
)
SELECT item.key FROM below JOIN item ON item.place = below.id
WHERE (?1 IS NULL OR item.type = ?1) AND (?2 IS NULL OR item.state = ?2)
ORDER BY item.changed DESC, item.key DESC LIMIT ?4 OFFSET ?5
