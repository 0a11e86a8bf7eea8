INSERT INTO installation (id, high_water, floor, person) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (id) DO UPDATE SET
    high_water = max(high_water, excluded.high_water),
    floor = max(floor, excluded.floor)
