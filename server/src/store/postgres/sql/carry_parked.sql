INSERT INTO parked (org, operation, waits_for, due) VALUES ($1, $2, $3, $4)
