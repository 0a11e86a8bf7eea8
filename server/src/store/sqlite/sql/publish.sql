INSERT INTO feed (scope, seq, operation, left_rev, body) VALUES (?1, ?2, ?3, ?4, ?5)
