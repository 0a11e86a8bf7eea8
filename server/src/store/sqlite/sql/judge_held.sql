UPDATE held SET judged_at = ?5
WHERE device = ?1 AND installation = ?2 AND seq = ?3 AND hash = ?4 AND judged_at IS NULL
