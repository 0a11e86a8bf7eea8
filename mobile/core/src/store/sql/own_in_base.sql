UPDATE own SET stage = 3, resend = 0, outcome = ?2, at = ?3, uncertain = ?4, rev = ?5, received_at = ?6, before = ?7 WHERE op = ?1
