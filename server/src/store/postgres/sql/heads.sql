SELECT scope, seq FROM scope_head WHERE org = $1 AND scope = ANY($2)
