SELECT actor, coalesce(person_name, ''), count(DISTINCT action), coalesce(enrolled, 0) FROM own LEFT JOIN installation ON person = actor
WHERE stage = 0 AND actor IS NOT (SELECT person FROM session) GROUP BY actor ORDER BY min(ordinal)
