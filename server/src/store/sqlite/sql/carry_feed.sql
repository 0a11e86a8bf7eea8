INSERT INTO feed (operation, scope, seq, left_rev, body)
SELECT number, ?3, ?4, ?5, ?6
FROM (SELECT number FROM operation WHERE op_id = ?1 UNION ALL SELECT number FROM carried WHERE key = ?2)
