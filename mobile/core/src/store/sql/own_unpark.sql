UPDATE own SET stage = ?2, outcome = ?3 WHERE op = ?1 AND stage = 2
