INSERT INTO credential (hash, person, device, created_at, id) VALUES (?1, ?2, ?3, ?4, ?5)
