DELETE FROM number_block WHERE person = (SELECT person FROM session)
  AND installation <> (SELECT id FROM installation WHERE person = (SELECT person FROM session))
