CREATE INDEX IF NOT EXISTS held_hash ON held (org, hash)
