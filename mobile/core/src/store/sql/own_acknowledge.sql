UPDATE own SET stage = ?2, outcome = ?3, resend = 0, received_at = coalesce(received_at, ?4) WHERE op = ?1
