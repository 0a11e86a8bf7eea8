INSERT INTO record (collection, id, scope, rev, owner, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (collection, id) DO NOTHING
