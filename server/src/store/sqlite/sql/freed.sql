SELECT op_id, outcome FROM operation
WHERE sender = ?1 AND scope = ?2 AND was_parked = 1 AND rev IS NOT NULL AND op_id IS NOT NULL
ORDER BY number
