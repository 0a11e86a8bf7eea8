UPDATE credential SET revoked_at = $3 WHERE org = $1 AND id = $2 AND revoked_at IS NULL
