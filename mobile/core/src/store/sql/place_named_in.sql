WITH RECURSIVE same (id) AS (
  VALUES (?1) UNION SELECT place.id FROM place JOIN same ON place.merged = same.id
)
SELECT id FROM place
WHERE folded = ?2 AND (parent IN (SELECT id FROM same) OR (?1 IS NULL AND parent IS NULL)) AND retired = 0 LIMIT 1
