INSERT INTO enrolment_code (hash, person, expires_at) VALUES (?1, ?2, ?3)
