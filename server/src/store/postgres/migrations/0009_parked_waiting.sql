CREATE INDEX IF NOT EXISTS parked_waiting ON parked (org, waits_for)
