SELECT body FROM record WHERE org = $1 AND scope = $2 AND claim = $3 ORDER BY id LIMIT $4
