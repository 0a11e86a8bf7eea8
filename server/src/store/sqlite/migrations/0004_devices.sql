ALTER TABLE credential ADD COLUMN id BLOB;
ALTER TABLE credential ADD COLUMN seen_at INTEGER;
UPDATE credential SET id = randomblob(16);
CREATE UNIQUE INDEX credential_id ON credential (id);
CREATE INDEX credential_of_person ON credential (person) WHERE revoked_at IS NULL;

ALTER TABLE enrolment_code ADD COLUMN replaces BLOB;
