INSERT INTO sent (org, installation, seq, hash) VALUES ($1, $2, $3, $4)
