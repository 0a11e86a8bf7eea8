INSERT INTO installation AS i (org, id, high_water, floor, person) VALUES ($1, $2, 0, 0, $3)
ON CONFLICT (org, id) DO UPDATE SET high_water = i.high_water
RETURNING high_water, floor, person
