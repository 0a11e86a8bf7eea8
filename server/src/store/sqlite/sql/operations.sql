SELECT text, installation, at, uncertain
FROM operation
WHERE collection = ?1 AND record = ?2 AND rev IS NOT NULL
ORDER BY rev
