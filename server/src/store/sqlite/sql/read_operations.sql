SELECT number, op_id, hash, text, installation, sender, received_at, corrected_at, floor, outcome, was_parked,
    collection, record, rev, scope, at, uncertain
FROM operation
ORDER BY number
