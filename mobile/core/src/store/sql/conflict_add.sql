INSERT INTO conflict (record, op, kept_by, other_by) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (record, op) DO UPDATE SET kept_by = excluded.kept_by, other_by = excluded.other_by
