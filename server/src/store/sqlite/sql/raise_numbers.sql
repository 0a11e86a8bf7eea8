INSERT INTO number_series (series, next) VALUES (?1, ?2)
ON CONFLICT (series) DO UPDATE SET next = max(next, excluded.next)
