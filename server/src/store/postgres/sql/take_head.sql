INSERT INTO scope_head AS h (org, scope, seq, chain) VALUES ($1, $2, $3, $4)
ON CONFLICT (org, scope) DO UPDATE SET seq = h.seq + excluded.seq
RETURNING seq, chain
