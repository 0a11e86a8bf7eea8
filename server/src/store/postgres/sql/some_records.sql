SELECT body FROM record WHERE org = $1 AND collection = $2 AND id = ANY($3)
