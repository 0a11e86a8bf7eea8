INSERT INTO member (item, head, rank) VALUES (?1, ?2, ?3)
