SELECT person FROM credential WHERE id = ?1
