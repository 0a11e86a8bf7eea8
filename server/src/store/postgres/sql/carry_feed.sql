INSERT INTO feed (org, operation, scope, seq, left_rev, body) VALUES ($1, $2, $3, $4, $5, $6)
