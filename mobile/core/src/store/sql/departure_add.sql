INSERT INTO departure (token) SELECT token FROM session
