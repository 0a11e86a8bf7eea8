DELETE FROM suspect WHERE near = ?1 AND exact = ?2
