UPDATE credential SET seen_at = $3 WHERE org = $1 AND hash = $2 AND (seen_at IS NULL OR seen_at <= $3::bigint - $4::bigint)
