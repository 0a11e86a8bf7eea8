SELECT key, id, collection FROM record WHERE scope = ?1 AND frozen = 0 AND body IS NOT NULL
