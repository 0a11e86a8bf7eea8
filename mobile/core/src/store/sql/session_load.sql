SELECT org, org_name, person, person_name, token FROM session
