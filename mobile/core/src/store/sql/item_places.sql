SELECT place, count(*) FROM item WHERE place IS NOT NULL GROUP BY place
