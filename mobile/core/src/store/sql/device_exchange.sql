UPDATE device SET last_exchange = ?1
