UPDATE installation SET id = ?1, next_seq = ?2 WHERE person = (SELECT person FROM session)
