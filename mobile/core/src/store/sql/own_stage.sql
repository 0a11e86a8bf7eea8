UPDATE own SET stage = ?2 WHERE op = ?1
