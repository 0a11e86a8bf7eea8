UPDATE operation
SET outcome = $3, collection = $4, record = $5, rev = $6, scope = $7, at = $8, uncertain = $9
WHERE org = $1 AND id = $2 AND rev IS NULL
