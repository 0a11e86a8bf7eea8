SELECT number, op_id, hash, text, installation, sender, received_at, corrected_at, operation.floor
FROM parked JOIN operation USING (number)
WHERE due = 1
ORDER BY number
LIMIT ?1
