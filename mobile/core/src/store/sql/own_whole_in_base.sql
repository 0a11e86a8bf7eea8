UPDATE own SET stage = 3, received_at = coalesce(received_at, ?2) WHERE record = ?1 AND stage = 1
