UPDATE installation SET next_seq = ?1 WHERE person = (SELECT person FROM session)
