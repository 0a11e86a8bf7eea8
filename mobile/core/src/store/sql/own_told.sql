UPDATE own SET stage = 3, received_at = coalesce(received_at, (SELECT max(received_at) FROM own WHERE rev IS NOT NULL))
WHERE ordinal = ?1 AND stage = 1
