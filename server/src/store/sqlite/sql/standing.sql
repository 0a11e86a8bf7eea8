SELECT high_water, floor FROM installation WHERE id = ?1
