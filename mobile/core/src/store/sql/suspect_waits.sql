SELECT 1 FROM suspect_waiting LIMIT 1
