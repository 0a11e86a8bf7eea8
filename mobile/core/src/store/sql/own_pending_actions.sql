SELECT action, max(ordinal) AS last FROM own WHERE stage = 0 GROUP BY action ORDER BY last DESC LIMIT ?1
