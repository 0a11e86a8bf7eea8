SELECT type, count(*) AS many FROM item WHERE type IS NOT NULL GROUP BY type
