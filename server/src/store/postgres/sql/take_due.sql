SELECT o.id, o.is_named, o.hash, o.text, o.installation, o.sender, o.received_at, o.place, o.corrected_at, o.floor,
       p.waits_for
FROM parked AS p JOIN operation AS o ON o.org = p.org AND o.id = p.operation
WHERE p.org = $1 AND o.org = $1 AND (p.due OR p.waits_for = ANY($2)) AND NOT (p.operation = ANY($3))
ORDER BY o.received_at, o.place, o.id
LIMIT $4
FOR UPDATE OF p SKIP LOCKED
