INSERT INTO parked AS p (org, operation, waits_for, due)
SELECT i.org, w.operation, w.waits_for, w.due
FROM installation AS i CROSS JOIN unnest($3::uuid[], $4::text[], $5::boolean[]) AS w (operation, waits_for, due)
WHERE i.org = $1 AND i.id = $2
ON CONFLICT (org, operation) DO UPDATE SET waits_for = excluded.waits_for, due = excluded.due
WHERE p.org = $1
