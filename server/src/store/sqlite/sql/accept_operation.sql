UPDATE operation
SET outcome = ?2, collection = ?3, record = ?4, rev = ?5, scope = ?6, at = ?7, uncertain = ?8
WHERE number = ?1 AND rev IS NULL
