INSERT INTO enrolment_code (hash, person, expires_at, spent_at, replaces) VALUES (?1, ?2, ?3, ?4, ?5)
