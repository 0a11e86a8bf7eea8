UPDATE enrolment_code SET spent_at = ?2
WHERE hash = ?1 AND spent_at IS NULL AND expires_at > ?2
RETURNING person, replaces
