INSERT INTO held (device, installation, seq, hash, text, anchor, received_at, judged_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
