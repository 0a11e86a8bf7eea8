SELECT 1 FROM held WHERE hash = ?1
