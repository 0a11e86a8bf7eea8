SELECT person FROM credential WHERE id = ?1 AND revoked_at IS NULL
