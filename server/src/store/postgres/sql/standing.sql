SELECT high_water, floor, person FROM installation WHERE org = $1 AND id = $2
