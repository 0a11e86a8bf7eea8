WITH RECURSIVE same (id) AS (
  VALUES (?1) UNION SELECT place.id FROM place JOIN same ON place.merged = same.id
)
SELECT 1 FROM place WHERE parent IN (SELECT id FROM same) AND merged IS NULL AND retired = 0 LIMIT 1
