SELECT 1 FROM own WHERE record = ?1 AND stage < 3 LIMIT 1
