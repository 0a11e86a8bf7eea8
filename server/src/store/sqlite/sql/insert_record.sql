INSERT INTO record (collection, id, scope, rev, owner, body, claim) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (collection, id) DO NOTHING
