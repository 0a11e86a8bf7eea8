UPDATE credential SET revoked_at = $3 WHERE org = $1 AND hash = $2 AND revoked_at IS NULL
