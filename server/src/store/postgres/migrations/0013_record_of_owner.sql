CREATE INDEX IF NOT EXISTS record_of_owner ON record (org, collection, owner, id) WHERE owner IS NOT NULL
