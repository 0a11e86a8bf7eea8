INSERT INTO record (org, collection, id, scope, rev, owner, claim, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
