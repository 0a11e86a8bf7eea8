SELECT id, high_water, floor, person, forked_at FROM installation
