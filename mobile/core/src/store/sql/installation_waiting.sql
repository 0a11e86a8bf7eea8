SELECT person FROM installation
WHERE enrolled = 1 AND person IS NOT (SELECT person FROM session) AND (
  EXISTS (SELECT 1 FROM own WHERE actor = person AND stage = 0)
  OR EXISTS (SELECT 1 FROM own WHERE resend = 1 AND +actor = person)
)
ORDER BY person
