INSERT INTO operation (op_id, hash, text, installation, sender, received_at, corrected_at, floor, was_parked)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
