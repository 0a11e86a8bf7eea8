INSERT INTO session (one, person, person_name, token) VALUES (1, ?1, ?2, ?3)
ON CONFLICT (one) DO UPDATE SET
  person = excluded.person, person_name = excluded.person_name,
  token = coalesce(excluded.token, CASE WHEN person = excluded.person THEN token END)
