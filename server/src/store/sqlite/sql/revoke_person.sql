UPDATE credential SET revoked_at = ?2 WHERE person = ?1 AND revoked_at IS NULL
