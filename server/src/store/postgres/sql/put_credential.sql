INSERT INTO credential (org, hash, person, device, created_at, id) VALUES ($1, $2, $3, $4, $5, $6)
