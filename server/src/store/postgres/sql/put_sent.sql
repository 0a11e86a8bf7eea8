INSERT INTO sent (org, installation, seq, hash)
SELECT i.org, i.id, s.seq, s.hash
FROM installation AS i CROSS JOIN unnest($3::bigint[], $4::bytea[]) AS s (seq, hash)
WHERE i.org = $1 AND i.id = $2
ON CONFLICT DO NOTHING
