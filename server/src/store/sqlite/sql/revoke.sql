UPDATE credential SET revoked_at = ?2, given_back = 1 WHERE hash = ?1 AND revoked_at IS NULL
