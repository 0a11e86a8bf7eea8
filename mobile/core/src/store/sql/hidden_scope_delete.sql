DELETE FROM hidden_scope WHERE name = ?1
