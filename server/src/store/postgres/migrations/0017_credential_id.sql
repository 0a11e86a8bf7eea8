CREATE UNIQUE INDEX IF NOT EXISTS credential_id ON credential (org, id)
