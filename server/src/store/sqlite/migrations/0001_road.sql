CREATE TABLE organisation (
    only_one      INTEGER PRIMARY KEY CHECK (only_one = 1),
    id            BLOB    NOT NULL,
    name          TEXT    NOT NULL,
    epoch         INTEGER NOT NULL,
    installation  BLOB    NOT NULL,
    administrator BLOB    NOT NULL,
    is_demo       INTEGER NOT NULL
) STRICT;

CREATE TABLE installation (
    id         BLOB    PRIMARY KEY,
    high_water INTEGER NOT NULL,
    floor      INTEGER NOT NULL,
    forked_at  INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE sent (
    installation BLOB    NOT NULL,
    seq          INTEGER NOT NULL,
    hash         BLOB    NOT NULL,
    PRIMARY KEY (installation, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE operation (
    number       INTEGER PRIMARY KEY,
    op_id        BLOB    UNIQUE,
    hash         BLOB    NOT NULL,
    text         TEXT    NOT NULL,
    installation BLOB    NOT NULL,
    sender       BLOB,
    received_at  INTEGER NOT NULL,
    corrected_at INTEGER,
    floor        INTEGER NOT NULL,
    outcome      TEXT,
    was_parked   INTEGER NOT NULL DEFAULT 0,
    collection   TEXT,
    record       BLOB,
    rev          INTEGER,
    scope        TEXT,
    at           INTEGER,
    uncertain    INTEGER
) STRICT;

CREATE UNIQUE INDEX operation_of_record ON operation (collection, record, rev) WHERE rev IS NOT NULL;
CREATE INDEX operation_freed ON operation (sender, scope) WHERE was_parked = 1 AND rev IS NOT NULL;

CREATE TABLE parked (
    number           INTEGER PRIMARY KEY REFERENCES operation (number),
    wait             TEXT    NOT NULL,
    waits_collection TEXT,
    waits_record     BLOB,
    due              INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX parked_waiting ON parked (wait, waits_collection, waits_record);
CREATE INDEX parked_due ON parked (number) WHERE due = 1;

CREATE TABLE record (
    collection TEXT    NOT NULL,
    id         BLOB    NOT NULL,
    scope      TEXT    NOT NULL,
    rev        INTEGER NOT NULL,
    owner      BLOB,
    body       TEXT    NOT NULL,
    PRIMARY KEY (collection, id)
) STRICT;

CREATE INDEX record_in_scope ON record (scope, collection, id);
CREATE INDEX record_of_owner ON record (collection, owner) WHERE owner IS NOT NULL;

CREATE TABLE scope_head (
    scope TEXT    PRIMARY KEY,
    seq   INTEGER NOT NULL,
    chain BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE feed (
    scope      TEXT    NOT NULL,
    seq        INTEGER NOT NULL,
    operation  INTEGER NOT NULL REFERENCES operation (number),
    left_rev   INTEGER,
    body       TEXT,
    PRIMARY KEY (scope, seq)
) STRICT;

CREATE TABLE enrolment_code (
    hash       BLOB    PRIMARY KEY,
    person     BLOB    NOT NULL,
    expires_at INTEGER NOT NULL,
    spent_at   INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE credential (
    hash       BLOB    PRIMARY KEY,
    person     BLOB    NOT NULL,
    device     TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;
