INSERT INTO installation (one, id, next_seq) VALUES (1, ?1, 1)
