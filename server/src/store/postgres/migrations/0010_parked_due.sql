CREATE INDEX IF NOT EXISTS parked_due ON parked (org, operation) WHERE due
