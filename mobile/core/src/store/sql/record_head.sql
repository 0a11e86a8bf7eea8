SELECT scope, rev, mark, body IS NOT NULL FROM record WHERE key = ?1
