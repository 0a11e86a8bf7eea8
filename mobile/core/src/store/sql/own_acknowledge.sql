UPDATE own SET stage = ?2, outcome = ?3, resend = 0 WHERE op = ?1
