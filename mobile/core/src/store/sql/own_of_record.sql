SELECT ordinal, op, stage, installation, scope, at, uncertain, rev, received_at, outcome, before, text
FROM own WHERE record = ?1 AND +actor = (SELECT person FROM session) ORDER BY ordinal
