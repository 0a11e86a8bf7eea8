UPDATE operation SET outcome = $3, was_parked = true WHERE org = $1 AND id = $2 AND rev IS NULL
