UPDATE installation SET id = ?2, next_seq = ?3 WHERE person = ?1
