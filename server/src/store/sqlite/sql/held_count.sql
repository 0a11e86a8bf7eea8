SELECT count(*) FROM held WHERE device = ?1 AND judged_at IS NULL
