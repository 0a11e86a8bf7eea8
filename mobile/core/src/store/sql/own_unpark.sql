-- Also before the answer that says that it was parked has come.
UPDATE own SET stage = ?2, outcome = ?3 WHERE op = ?1 AND stage IN (0, 2, 4)
