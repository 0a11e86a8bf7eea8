INSERT INTO credential (org, hash, id, person, device, created_at, seen_at, revoked_at, given_back)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
