SELECT count(*) FROM held WHERE device = ?1
