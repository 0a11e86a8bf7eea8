INSERT INTO enrolment_code (hash, org, person, expires_at, replaces) VALUES ($1, $2, $3, $4, $5)
