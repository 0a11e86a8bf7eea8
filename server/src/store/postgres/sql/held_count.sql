SELECT count(*) FROM held WHERE org = $1 AND device = $2
