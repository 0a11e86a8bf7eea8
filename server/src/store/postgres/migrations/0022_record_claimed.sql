CREATE INDEX IF NOT EXISTS record_claimed ON record (org, scope, claim) WHERE claim IS NOT NULL
