SELECT id, next_seq FROM installation WHERE person = (SELECT person FROM session)
