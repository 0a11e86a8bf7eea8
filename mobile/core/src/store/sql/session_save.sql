INSERT INTO session (one, person, person_name, locked) VALUES (1, ?1, ?2, 0)
ON CONFLICT (one) DO UPDATE SET person = excluded.person, person_name = excluded.person_name, locked = 0
