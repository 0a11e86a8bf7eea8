SELECT text, installation, at, uncertain, received_at, rev, outcome
FROM operation
WHERE org = $1 AND collection = $2 AND record = $3 AND rev IS NOT NULL AND rev < $4
ORDER BY rev DESC
LIMIT $5
