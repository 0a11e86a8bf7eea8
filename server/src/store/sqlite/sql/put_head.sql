INSERT INTO scope_head (scope, seq, chain) VALUES (?1, ?2, ?3)
ON CONFLICT (scope) DO UPDATE SET seq = excluded.seq, chain = excluded.chain
