SELECT record, text, installation, at, uncertain
FROM operation
WHERE org = $1 AND collection = $2 AND record = ANY($3) AND rev IS NOT NULL
ORDER BY record, rev
