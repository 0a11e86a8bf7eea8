-- Of one that is merely referred to there is a key, and nothing else.
SELECT key, body IS NULL AND frozen = 0
  AND NOT EXISTS (SELECT 1 FROM own WHERE own.record = record.key)
  AND NOT EXISTS (SELECT 1 FROM history WHERE history.record = record.key)
FROM record WHERE id = ?1 AND collection = ?2
