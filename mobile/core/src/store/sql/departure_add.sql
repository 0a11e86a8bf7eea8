INSERT INTO departure (person, token)
SELECT person, token FROM installation WHERE person = (SELECT person FROM session)
