DELETE FROM parked WHERE org = $1 AND operation = ANY($2)
