INSERT INTO enrolment_code (hash, person, expires_at, replaces) VALUES (?1, ?2, ?3, ?4)
