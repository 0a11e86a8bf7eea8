UPDATE record SET frozen = 1 WHERE key = ?1
