INSERT INTO organisation (called, id, name, epoch, installation, administrator, is_demo)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (called) DO NOTHING
