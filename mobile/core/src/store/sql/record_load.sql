SELECT id, collection, scope, rev, mark, body FROM record WHERE key = ?1
