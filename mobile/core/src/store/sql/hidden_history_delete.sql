DELETE FROM hidden_history WHERE record IN (SELECT key FROM hidden_record WHERE scope = ?1)
