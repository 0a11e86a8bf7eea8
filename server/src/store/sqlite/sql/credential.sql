SELECT person FROM credential WHERE hash = ?1 AND revoked_at IS NULL
