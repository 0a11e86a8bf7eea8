SELECT f.seq, f.left_rev, f.body, o.text, o.installation, o.at, o.uncertain, o.received_at, o.rev, o.outcome,
       o.collection, o.record, coalesce(o.was_parked AND o.sender = $4, false)
FROM feed AS f JOIN operation AS o ON o.org = f.org AND o.id = f.operation
WHERE f.org = $1 AND o.org = $1 AND f.scope = $2 AND f.seq > $3
ORDER BY f.seq
LIMIT $5
