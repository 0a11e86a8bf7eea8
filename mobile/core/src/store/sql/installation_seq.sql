UPDATE installation SET next_seq = ?1
