SELECT scope, seq, chain FROM scope_head
