SELECT o.id, o.is_named, o.hash, p.waits_for, p.due
FROM parked AS p JOIN operation AS o ON o.org = p.org AND o.id = p.operation
WHERE p.org = $1 AND o.org = $1
