SELECT count(*) FROM held WHERE org = $1 AND device = $2 AND judged_at IS NULL
