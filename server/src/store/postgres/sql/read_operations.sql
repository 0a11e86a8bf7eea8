SELECT place, id, is_named, hash, text, installation, sender, received_at, corrected_at, floor, outcome, was_parked,
       collection, record, rev, scope, at, uncertain
FROM operation
WHERE org = $1
ORDER BY received_at, place, id
