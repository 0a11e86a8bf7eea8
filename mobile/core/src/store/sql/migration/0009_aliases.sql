-- What was said of two items, and which items are shown as one.
CREATE TABLE alias (
  key INTEGER PRIMARY KEY,
  one INTEGER NOT NULL,
  other INTEGER NOT NULL,
  verdict TEXT NOT NULL
) STRICT;
CREATE INDEX alias_one ON alias (one);
CREATE INDEX alias_other ON alias (other);

CREATE TABLE member (
  item INTEGER PRIMARY KEY,
  head INTEGER NOT NULL,
  rank INTEGER NOT NULL
) STRICT;
CREATE INDEX member_head ON member (head, rank);

-- Two items of one team that bear one text, of which nobody has said whether they are one thing; and texts of which
-- that is to be found out anew.
CREATE TABLE suspect (
  id INTEGER PRIMARY KEY,
  near TEXT NOT NULL,
  exact TEXT NOT NULL,
  kind TEXT NOT NULL,
  one INTEGER NOT NULL,
  other INTEGER NOT NULL,
  scope TEXT NOT NULL,
  one_by BLOB,
  other_by BLOB
) STRICT;
CREATE INDEX suspect_text ON suspect (near, exact);
CREATE INDEX suspect_one ON suspect (one);
CREATE INDEX suspect_other ON suspect (other);

CREATE TABLE suspect_waiting (
  near TEXT NOT NULL,
  exact TEXT NOT NULL,
  PRIMARY KEY (near, exact)
) STRICT, WITHOUT ROWID;
INSERT INTO suspect_waiting (near, exact)
SELECT near, exact FROM identifier GROUP BY near, exact HAVING count(DISTINCT item) > 1;
