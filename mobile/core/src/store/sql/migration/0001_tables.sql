-- The first schema; `schema.rs` explains each table.
CREATE TABLE installation (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  id BLOB NOT NULL,
  next_seq INTEGER NOT NULL,
  epoch INTEGER,
  last_exchange INTEGER
) STRICT;

CREATE TABLE session (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  org BLOB NOT NULL,
  org_name TEXT NOT NULL,
  person BLOB NOT NULL,
  person_name TEXT NOT NULL,
  token TEXT
) STRICT;

CREATE TABLE preference (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE scope (
  name TEXT PRIMARY KEY,
  epoch INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  mark INTEGER NOT NULL,
  received INTEGER NOT NULL DEFAULT 0,
  stage INTEGER NOT NULL,
  after TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
  key INTEGER PRIMARY KEY,
  id BLOB NOT NULL,
  collection TEXT NOT NULL,
  scope TEXT,
  rev INTEGER NOT NULL DEFAULT 0,
  mark INTEGER NOT NULL DEFAULT 0,
  frozen INTEGER NOT NULL DEFAULT 0,
  body TEXT,
  UNIQUE (id, collection)
) STRICT;
CREATE INDEX record_small ON record (collection) WHERE collection NOT IN ('item', 'identifier');

CREATE TABLE own (
  ordinal INTEGER PRIMARY KEY,
  op BLOB NOT NULL UNIQUE,
  action BLOB NOT NULL,
  record INTEGER NOT NULL REFERENCES record (key),
  installation BLOB NOT NULL,
  seq INTEGER NOT NULL,
  stage INTEGER NOT NULL,
  resend INTEGER NOT NULL DEFAULT 0,
  scope TEXT NOT NULL,
  observed_at INTEGER NOT NULL,
  at INTEGER,
  uncertain INTEGER NOT NULL DEFAULT 0,
  rev INTEGER,
  received_at INTEGER,
  outcome TEXT,
  before TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE INDEX own_record ON own (record, ordinal);
CREATE INDEX own_action ON own (action, ordinal);
CREATE INDEX own_pending ON own (ordinal) WHERE stage = 0;
CREATE INDEX own_parked ON own (ordinal) WHERE stage = 2;
CREATE INDEX own_resend ON own (ordinal) WHERE resend = 1;

CREATE TABLE history (
  record INTEGER NOT NULL,
  rev INTEGER NOT NULL,
  line TEXT NOT NULL,
  PRIMARY KEY (record, rev)
) STRICT, WITHOUT ROWID;

CREATE TABLE item (
  key INTEGER PRIMARY KEY,
  id BLOB NOT NULL,
  type BLOB,
  title TEXT NOT NULL,
  number TEXT,
  serial TEXT,
  state TEXT,
  sub_state BLOB,
  place BLOB,
  responsible BLOB,
  seen_at INTEGER,
  in_conflict INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  doc INTEGER NOT NULL
) STRICT;
CREATE INDEX item_changed ON item (changed);
CREATE INDEX item_type ON item (type);
CREATE INDEX item_place ON item (place);

CREATE TABLE identifier (
  near TEXT NOT NULL,
  exact TEXT NOT NULL,
  item INTEGER NOT NULL,
  source INTEGER NOT NULL,
  kind TEXT NOT NULL,
  reversed TEXT NOT NULL,
  replaced INTEGER NOT NULL,
  PRIMARY KEY (near, exact, source, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX identifier_source ON identifier (source);
CREATE INDEX identifier_item ON identifier (item);
CREATE INDEX identifier_reversed ON identifier (reversed, item);

CREATE TABLE place (
  key INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  parent BLOB,
  near TEXT,
  folded TEXT NOT NULL,
  ord INTEGER NOT NULL,
  retired INTEGER NOT NULL
) STRICT;
CREATE INDEX place_parent ON place (parent, ord, folded);
CREATE INDEX place_near ON place (near);

CREATE TABLE conflict (
  record INTEGER NOT NULL,
  op BLOB NOT NULL,
  kept_by BLOB NOT NULL,
  other_by BLOB NOT NULL,
  PRIMARY KEY (record, op)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE text_index USING fts5 (
  words, tags,
  content = '', contentless_delete = 1, detail = column, prefix = '2 3',
  tokenize = "unicode61 remove_diacritics 0"
);
-- Each action adds a segment: fewer and larger merges, so that committing one stays short.
INSERT INTO text_index (text_index, rank) VALUES ('automerge', 16);
