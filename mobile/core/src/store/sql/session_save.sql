INSERT INTO session (one, org, org_name, person, person_name, token) VALUES (1, ?1, ?2, ?3, ?4, ?5)
ON CONFLICT (one) DO UPDATE SET
  org = excluded.org, org_name = excluded.org_name, person = excluded.person, person_name = excluded.person_name,
  token = coalesce(excluded.token, token)
