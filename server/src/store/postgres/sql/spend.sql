UPDATE enrolment_code SET spent_at = $3
WHERE hash = $2 AND org = $1 AND spent_at IS NULL AND expires_at > $3
RETURNING person, replaces
