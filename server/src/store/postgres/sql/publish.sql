INSERT INTO feed (org, scope, seq, operation, left_rev, body)
SELECT h.org, h.scope, f.seq, f.operation, f.left_rev, f.body
FROM scope_head AS h
JOIN unnest($2::text[], $3::bigint[], $4::uuid[], $5::bigint[], $6::text[])
    AS f (scope, seq, operation, left_rev, body) ON f.scope = h.scope
WHERE h.org = $1
ON CONFLICT DO NOTHING
