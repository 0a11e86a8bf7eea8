SELECT key, mark, frozen, body FROM hidden_record WHERE scope = ?1 AND key > ?2 ORDER BY key LIMIT ?3
