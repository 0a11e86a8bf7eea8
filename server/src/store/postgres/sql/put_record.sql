INSERT INTO record AS r (org, collection, id, scope, rev, owner, body) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (org, collection, id) DO UPDATE SET
    scope = excluded.scope, rev = excluded.rev, owner = excluded.owner, body = excluded.body
WHERE r.org = $1 AND r.rev = $8 AND r.scope = $9
