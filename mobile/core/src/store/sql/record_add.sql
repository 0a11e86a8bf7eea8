INSERT INTO record (id, collection, scope, rev, mark, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
