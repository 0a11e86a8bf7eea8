SELECT hash, person, expires_at, spent_at, replaces FROM enrolment_code WHERE org = $1
