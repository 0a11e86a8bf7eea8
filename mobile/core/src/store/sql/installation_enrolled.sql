SELECT person_name, token FROM installation WHERE person = ?1 AND enrolled = 1
