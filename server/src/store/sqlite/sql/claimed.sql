SELECT body FROM record WHERE scope = ?1 AND claim = ?2 ORDER BY id LIMIT ?3
