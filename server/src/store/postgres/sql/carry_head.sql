INSERT INTO scope_head (org, scope, seq, chain) VALUES ($1, $2, $3, $4)
