INSERT INTO sent (installation, seq, hash) VALUES (?1, ?2, ?3)
