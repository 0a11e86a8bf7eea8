SELECT item FROM (
  SELECT one AS item, 0 AS side FROM suspect WHERE id = ?1 UNION ALL SELECT other, 1 FROM suspect WHERE id = ?1
) ORDER BY side
