SELECT person, id FROM credential WHERE org = $1 AND hash = $2 AND revoked_at IS NOT NULL AND NOT given_back
