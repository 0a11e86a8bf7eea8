UPDATE record SET mark = ?2 WHERE key = ?1
