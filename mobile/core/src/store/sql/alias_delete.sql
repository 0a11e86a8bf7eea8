DELETE FROM alias WHERE key = ?1
