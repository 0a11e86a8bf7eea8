INSERT INTO operation (org, place, id, is_named, hash, text, installation, sender, received_at, corrected_at, floor,
                       outcome, was_parked, collection, record, rev, scope, at, uncertain)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
