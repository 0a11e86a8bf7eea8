-- A device that several people share: the credential of each stays beside the others', a PIN guards the way to each of
-- them, and what only some may read lies hidden while somebody else is here.
ALTER TABLE installation ADD COLUMN enrolled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE installation ADD COLUMN token TEXT;
UPDATE installation SET enrolled = 1, token = session.token FROM session WHERE session.person = installation.person;

ALTER TABLE session DROP COLUMN token;
ALTER TABLE session ADD COLUMN locked INTEGER NOT NULL DEFAULT 0;

ALTER TABLE departure ADD COLUMN person BLOB;

CREATE TABLE pin (
  person BLOB PRIMARY KEY,
  salt BLOB NOT NULL,
  rounds INTEGER NOT NULL,
  hash BLOB NOT NULL,
  wrong INTEGER NOT NULL DEFAULT 0,
  again_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE hidden_scope (
  name TEXT PRIMARY KEY,
  epoch INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  mark INTEGER NOT NULL,
  received INTEGER NOT NULL,
  stage INTEGER NOT NULL,
  after TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE hidden_record (
  key INTEGER PRIMARY KEY,
  scope TEXT NOT NULL,
  mark INTEGER NOT NULL,
  frozen INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX hidden_record_scope ON hidden_record (scope, key);

CREATE TABLE hidden_history (
  record INTEGER NOT NULL,
  rev INTEGER NOT NULL,
  line TEXT NOT NULL,
  PRIMARY KEY (record, rev)
) STRICT, WITHOUT ROWID;
