SELECT id, hash, outcome FROM operation WHERE org = $1 AND id = ANY($2) AND is_named
