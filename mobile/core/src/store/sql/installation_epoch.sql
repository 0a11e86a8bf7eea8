UPDATE installation SET epoch = ?1
