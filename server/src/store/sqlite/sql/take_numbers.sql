INSERT INTO number_series (series, next) VALUES (?1, ?2 + ?3)
ON CONFLICT (series) DO UPDATE SET next = next + ?3 WHERE next + ?3 <= ?4
RETURNING next - ?3
