INSERT INTO installation (org, id, high_water, floor, person, forked_at) VALUES ($1, $2, $3, $4, $5, $6)
