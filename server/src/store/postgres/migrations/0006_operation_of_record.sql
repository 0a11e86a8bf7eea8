CREATE UNIQUE INDEX IF NOT EXISTS operation_of_record ON operation (org, collection, record, rev) WHERE rev IS NOT NULL
