INSERT INTO enrolment_code (hash, org, person, expires_at) VALUES ($1, $2, $3, $4)
