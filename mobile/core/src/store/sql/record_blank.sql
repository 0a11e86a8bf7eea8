-- Of one that is merely referred to there is a key, and nothing else.
SELECT body IS NULL AND frozen = 0
  AND NOT EXISTS (SELECT 1 FROM own WHERE record = ?1)
  AND NOT EXISTS (SELECT 1 FROM history WHERE record = ?1)
FROM record WHERE key = ?1
