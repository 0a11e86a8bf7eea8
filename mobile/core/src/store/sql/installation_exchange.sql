UPDATE installation SET last_exchange = ?1
