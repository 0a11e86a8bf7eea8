UPDATE record SET scope = ?2, rev = ?3, mark = ?4, frozen = 0, body = ?5 WHERE key = ?1
