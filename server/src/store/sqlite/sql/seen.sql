UPDATE credential SET seen_at = ?2 WHERE hash = ?1 AND (seen_at IS NULL OR seen_at <= ?2 - ?3)
