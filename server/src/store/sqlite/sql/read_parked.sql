SELECT number, op_id, hash, installation, wait, waits_collection, waits_record, due
FROM parked JOIN operation USING (number)
