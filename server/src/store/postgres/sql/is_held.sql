SELECT hash FROM held WHERE org = $1 AND hash = ANY($2)
