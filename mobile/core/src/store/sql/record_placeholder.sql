INSERT INTO record (id, collection) VALUES (?1, ?2)
