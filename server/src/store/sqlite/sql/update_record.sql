UPDATE record SET scope = ?3, rev = ?4, owner = ?5, body = ?6, claim = ?7
WHERE collection = ?1 AND id = ?2 AND rev = ?8 AND scope = ?9
