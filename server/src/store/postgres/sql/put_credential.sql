INSERT INTO credential (org, hash, person, device, created_at) VALUES ($1, $2, $3, $4, $5)
