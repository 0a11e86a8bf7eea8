DELETE FROM hidden_record WHERE scope = ?1
