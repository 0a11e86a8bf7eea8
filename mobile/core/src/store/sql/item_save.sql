-- Type and place are not among what is updated: SQLite writes the indexes of such columns anew, changed or not. The
-- hash of its words is full text's to write.
INSERT INTO item (key, id, type, title, number, serial, state, sub_state, place, responsible, seen_at, in_conflict, changed, doc)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
ON CONFLICT (key) DO UPDATE SET
  title = excluded.title, number = excluded.number, serial = excluded.serial, state = excluded.state,
  sub_state = excluded.sub_state, responsible = excluded.responsible, seen_at = excluded.seen_at,
  in_conflict = excluded.in_conflict, changed = excluded.changed
