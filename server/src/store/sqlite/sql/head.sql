SELECT seq, chain FROM scope_head WHERE scope = ?1
