UPDATE record SET scope = NULL, rev = 0, frozen = 0, body = NULL WHERE key = ?1
