INSERT INTO identifier (near, exact, item, source, kind, reversed, replaced) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (near, exact, source, kind) DO NOTHING
