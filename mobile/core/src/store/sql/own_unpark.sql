UPDATE own SET stage = ?2, outcome = ?3 WHERE op = ?1 AND stage IN (2, 4)
