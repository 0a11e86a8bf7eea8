SELECT f.seq, o.hash, o.text
FROM feed AS f JOIN operation AS o ON o.org = f.org AND o.id = f.operation
WHERE f.org = $1 AND o.org = $1 AND f.scope = $2 AND f.seq > $3
ORDER BY f.seq
LIMIT $4
