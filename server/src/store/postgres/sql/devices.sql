SELECT c.id, c.device, c.created_at, c.seen_at, c.hash = $3, c.revoked_at, count(h.device)
FROM credential AS c
LEFT JOIN held AS h ON h.org = c.org AND h.device = c.id AND h.judged_at IS NULL AND h.org = $1
WHERE c.org = $1 AND c.person = $2
GROUP BY c.org, c.hash, c.id, c.device, c.created_at, c.seen_at, c.revoked_at
HAVING c.revoked_at IS NULL OR count(h.device) > 0
ORDER BY c.created_at DESC, c.id
