UPDATE own SET stage = 3 WHERE record = ?1 AND stage = 1
