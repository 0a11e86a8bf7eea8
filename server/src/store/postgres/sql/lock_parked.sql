SELECT operation FROM parked WHERE org = $1 AND operation = ANY($2) FOR UPDATE SKIP LOCKED
