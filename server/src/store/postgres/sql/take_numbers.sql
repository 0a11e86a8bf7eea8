INSERT INTO number_series AS s (org, series, next) VALUES ($1, $2, $3::bigint + $4::bigint)
ON CONFLICT (org, series) DO UPDATE SET next = s.next + $4 WHERE s.next + $4 <= $5
RETURNING s.next - $4
