SELECT action, max(ordinal) AS last FROM own WHERE stage = 0 AND actor = (SELECT person FROM session)
GROUP BY action ORDER BY last DESC LIMIT ?1
