SELECT l.record, l.text, l.installation, l.at, l.uncertain, l.received_at, l.rev, l.outcome
FROM record AS r
CROSS JOIN LATERAL (
    SELECT o.record, o.text, o.installation, o.at, o.uncertain, o.received_at, o.rev, o.outcome
    FROM operation AS o
    WHERE o.org = $1 AND o.org = r.org AND o.collection = r.collection AND o.record = r.id AND o.rev IS NOT NULL
    ORDER BY o.rev DESC
    LIMIT $4
) AS l
WHERE r.org = $1 AND r.collection = $2 AND r.id = ANY($3)
ORDER BY l.record, l.rev DESC
