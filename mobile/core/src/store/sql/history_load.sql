SELECT line FROM history WHERE record = ?1 ORDER BY rev DESC LIMIT ?2
