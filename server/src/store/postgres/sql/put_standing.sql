UPDATE installation SET high_water = greatest(high_water, $3), floor = greatest(floor, $4)
WHERE org = $1 AND id = $2
