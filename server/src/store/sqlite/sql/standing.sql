SELECT high_water, floor, person FROM installation WHERE id = ?1
