INSERT INTO held (device, installation, seq, hash, text, anchor, received_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (device, installation, seq, hash) DO NOTHING
