SELECT id, device, created_at, seen_at, hash = ?2, revoked_at,
    (SELECT count(*) FROM held WHERE held.device = credential.id AND judged_at IS NULL) AS waiting
FROM credential
WHERE person = ?1 AND (revoked_at IS NULL OR waiting > 0)
ORDER BY created_at DESC, id
