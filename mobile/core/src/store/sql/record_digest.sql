SELECT key, body FROM record
WHERE key > ?2 AND scope = ?1 AND frozen = 0 AND body IS NOT NULL
ORDER BY key
LIMIT ?3
