INSERT INTO history (record, rev, line) VALUES (?1, ?2, ?3) ON CONFLICT (record, rev) DO UPDATE SET line = excluded.line
