INSERT INTO credential (hash, person, device, created_at) VALUES (?1, ?2, ?3, ?4)
