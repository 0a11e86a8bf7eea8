SELECT id, device, created_at, seen_at, hash = ?2 FROM credential
WHERE person = ?1 AND revoked_at IS NULL
ORDER BY created_at DESC, id
