INSERT INTO operation (org, id, is_named, hash, text, installation, sender, received_at, place, corrected_at, floor,
                       outcome, was_parked, collection, record, rev, scope, at, uncertain)
SELECT i.org, a.id, a.is_named, a.hash, a.text, a.installation, a.sender, a.received_at, a.place, a.corrected_at,
       a.floor, a.outcome, a.was_parked, a.collection, a.record, a.rev, a.scope, a.at, a.uncertain
FROM installation AS i
CROSS JOIN unnest($3::uuid[], $4::boolean[], $5::bytea[], $6::text[], $7::uuid[], $8::uuid[], $9::bigint[],
                  $10::bigint[], $11::bigint[], $12::bigint[], $13::text[], $14::boolean[], $15::text[], $16::uuid[],
                  $17::bigint[], $18::text[], $19::bigint[], $20::boolean[])
    AS a (id, is_named, hash, text, installation, sender, received_at, place, corrected_at, floor, outcome, was_parked,
          collection, record, rev, scope, at, uncertain)
WHERE i.org = $1 AND i.id = $2
ON CONFLICT DO NOTHING
