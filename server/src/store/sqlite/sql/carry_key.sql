INSERT INTO carried (key, number) VALUES (?1, ?2)
