CREATE TABLE held (
    device       BLOB    NOT NULL,
    installation BLOB    NOT NULL,
    seq          INTEGER NOT NULL,
    hash         BLOB    NOT NULL,
    text         TEXT    NOT NULL,
    anchor       TEXT    NOT NULL,
    received_at  INTEGER NOT NULL,
    judged_at    INTEGER,
    PRIMARY KEY (device, installation, seq, hash)
) STRICT;
CREATE INDEX held_hash ON held (hash);
ALTER TABLE credential ADD COLUMN given_back INTEGER NOT NULL DEFAULT 0;
