INSERT INTO record AS r (org, collection, id, scope, rev, owner, body, claim) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (org, collection, id) DO UPDATE SET
    scope = excluded.scope, rev = excluded.rev, owner = excluded.owner, body = excluded.body, claim = excluded.claim
WHERE r.org = $1 AND r.rev = $9 AND r.scope = $10
