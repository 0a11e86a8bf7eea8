-- "Parked" that comes late is no news of what the feed, or a snapshot, has told as accepted since. Only to what is sent
-- again after a restore it says something.
UPDATE own SET
  stage = CASE WHEN ?2 = 2 AND stage IN (1, 3) AND resend = 0 THEN stage ELSE ?2 END,
  outcome = CASE WHEN ?2 = 2 AND stage IN (1, 3) AND resend = 0 THEN outcome ELSE ?3 END,
  resend = 0
WHERE op = ?1
