INSERT INTO enrolment_code (org, hash, person, expires_at, spent_at, replaces) VALUES ($1, $2, $3, $4, $5, $6)
