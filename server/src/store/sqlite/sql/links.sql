SELECT f.seq, o.hash, o.text
FROM feed AS f JOIN operation AS o ON o.number = f.operation
WHERE f.scope = ?1 AND f.seq > ?2
ORDER BY f.seq
LIMIT ?3
