SELECT person, id FROM credential WHERE hash = ?1 AND revoked_at IS NOT NULL AND NOT given_back
