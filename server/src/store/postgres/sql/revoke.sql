UPDATE credential SET revoked_at = $3, given_back = true WHERE org = $1 AND hash = $2 AND revoked_at IS NULL
