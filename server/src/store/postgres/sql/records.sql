SELECT body FROM record WHERE org = $1 AND collection = $2 ORDER BY id
