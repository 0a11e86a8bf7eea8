SELECT id, device, created_at, seen_at, hash = $3 FROM credential
WHERE org = $1 AND person = $2 AND revoked_at IS NULL
ORDER BY created_at DESC, id
