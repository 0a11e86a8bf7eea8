INSERT INTO installation (person, person_name, id, next_seq) VALUES (?1, ?2, ?3, 1)
ON CONFLICT (person) DO UPDATE SET person_name = excluded.person_name
