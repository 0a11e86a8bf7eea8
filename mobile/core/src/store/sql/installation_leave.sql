UPDATE installation SET enrolled = 0, token = NULL WHERE person = (SELECT person FROM session)
