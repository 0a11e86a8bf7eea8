CREATE INDEX IF NOT EXISTS credential_of_person ON credential (org, person) WHERE revoked_at IS NULL
