SELECT kind FROM suspect WHERE id = ?1
