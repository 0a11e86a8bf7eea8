DELETE FROM scope WHERE name = ?1
