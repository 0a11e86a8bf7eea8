SELECT text, installation, at, uncertain, received_at, rev, outcome
FROM operation
WHERE collection = ?1 AND record = ?2 AND rev IS NOT NULL AND rev < ?3
ORDER BY rev DESC
LIMIT ?4
