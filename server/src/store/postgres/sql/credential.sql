SELECT person FROM credential WHERE org = $1 AND hash = $2 AND revoked_at IS NULL
