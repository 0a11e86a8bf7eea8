CREATE INDEX IF NOT EXISTS operation_freed ON operation (org, sender, scope) WHERE was_parked AND rev IS NOT NULL
