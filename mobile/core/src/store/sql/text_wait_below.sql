WITH RECURSIVE below (id) AS (
  VALUES (?1) UNION SELECT place.id FROM place JOIN below ON place.parent = below.id
)
INSERT OR IGNORE INTO text_waiting (item) SELECT item.key FROM below JOIN item ON item.place = below.id
