SELECT
  installation.person, person_name, pin.person IS NOT NULL, again_at,
  (SELECT count(DISTINCT action) FROM own WHERE actor = installation.person AND stage = 0)
FROM installation LEFT JOIN pin ON pin.person = installation.person
WHERE enrolled = 1 ORDER BY person_name, installation.person
