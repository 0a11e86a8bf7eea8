CREATE INDEX IF NOT EXISTS record_in_scope ON record (org, scope, collection, id)
