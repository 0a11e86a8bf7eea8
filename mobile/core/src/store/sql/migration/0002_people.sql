-- A device that several people use, one after the other: each has an installation of their own, and so an outbox.
CREATE TABLE device (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  org BLOB,
  org_name TEXT NOT NULL,
  epoch INTEGER,
  last_exchange INTEGER
) STRICT;
INSERT INTO device (one, org_name) VALUES (1, '');
UPDATE device SET org = session.org, org_name = session.org_name FROM session;
UPDATE device SET epoch = installation.epoch, last_exchange = installation.last_exchange FROM installation;

ALTER TABLE installation RENAME TO only_installation;
CREATE TABLE installation (
  person BLOB PRIMARY KEY,
  person_name TEXT NOT NULL,
  id BLOB NOT NULL,
  next_seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO installation (person, person_name, id, next_seq)
SELECT session.person, session.person_name, only_installation.id, only_installation.next_seq
FROM session JOIN only_installation;
DROP TABLE only_installation;

ALTER TABLE session DROP COLUMN org;
ALTER TABLE session DROP COLUMN org_name;

CREATE TABLE departure (
  ordinal INTEGER PRIMARY KEY,
  token TEXT
) STRICT;

ALTER TABLE own ADD COLUMN actor BLOB NOT NULL DEFAULT x'';
-- The browser's SQLite has no JSON. Operations are written without spaces, and a quote within a text is escaped: the first
-- such sequence is the operation's own field.
UPDATE own SET actor = unhex(substr(text, instr(text, '"actor":"') + 9, 36), '-');
-- What a device's own clock said of the server's taking counts no longer.
UPDATE own SET received_at = NULL WHERE rev IS NULL;
DROP INDEX own_pending;
DROP INDEX own_parked;
CREATE INDEX own_actor ON own (actor, stage, ordinal);
