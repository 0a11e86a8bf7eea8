-- What was said of an item before it came: its texts may be another's too.
INSERT OR IGNORE INTO suspect_waiting (near, exact)
SELECT own.near, own.exact FROM identifier AS own
WHERE own.item = ?1 AND EXISTS (
  SELECT 1 FROM identifier AS other
  WHERE other.near = own.near AND other.exact = own.exact AND other.item <> ?1
)
