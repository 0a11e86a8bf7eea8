DELETE FROM history WHERE record = ?1 AND rev <= (
  SELECT rev FROM history WHERE record = ?1 ORDER BY rev DESC LIMIT 1 OFFSET ?2
)
