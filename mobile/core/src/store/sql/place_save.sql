INSERT INTO place (key, id, parent, near, folded, ord, retired, merged) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT (key) DO UPDATE SET
  parent = excluded.parent, near = excluded.near, folded = excluded.folded, ord = excluded.ord, retired = excluded.retired,
  merged = excluded.merged
