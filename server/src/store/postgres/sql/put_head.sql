INSERT INTO scope_head AS h (org, scope, seq, chain) VALUES ($1, $2, $3, $4)
ON CONFLICT (org, scope) DO UPDATE SET seq = excluded.seq, chain = excluded.chain
WHERE h.org = $1 AND h.seq = $5
