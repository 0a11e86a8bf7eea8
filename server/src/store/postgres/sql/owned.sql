SELECT body FROM record WHERE org = $1 AND collection = $2 AND owner = ANY($3) ORDER BY id
