SELECT o.id, o.is_named, o.hash, f.scope, f.seq, f.left_rev, f.body
FROM feed AS f JOIN operation AS o ON o.org = f.org AND o.id = f.operation
WHERE f.org = $1 AND o.org = $1
