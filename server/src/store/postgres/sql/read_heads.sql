SELECT scope, seq, chain FROM scope_head WHERE org = $1
