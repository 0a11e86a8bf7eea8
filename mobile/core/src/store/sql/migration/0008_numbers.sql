-- Inventory numbers that are given offline.
CREATE TABLE number_block (
  person BLOB NOT NULL,
  installation BLOB NOT NULL,
  series TEXT NOT NULL,
  last INTEGER NOT NULL,
  first INTEGER NOT NULL,
  next INTEGER NOT NULL,
  PRIMARY KEY (installation, series, last)
) STRICT, WITHOUT ROWID;
ALTER TABLE installation ADD COLUMN provisional INTEGER NOT NULL DEFAULT 0;
CREATE INDEX item_provisional ON item (number) WHERE number >= '~' AND number < '~~';
