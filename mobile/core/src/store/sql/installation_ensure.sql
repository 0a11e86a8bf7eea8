INSERT INTO installation (person, person_name, id, next_seq, enrolled, token) VALUES (?1, ?2, ?3, 1, 1, ?4)
ON CONFLICT (person) DO UPDATE SET
  person_name = excluded.person_name, enrolled = 1, token = coalesce(excluded.token, token)
