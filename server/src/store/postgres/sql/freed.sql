SELECT id, outcome FROM operation
WHERE org = $1 AND sender = $2 AND scope = $3 AND was_parked AND rev IS NOT NULL AND is_named
ORDER BY received_at, place, id
