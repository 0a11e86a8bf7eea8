UPDATE held AS h SET judged_at = $6
FROM unnest($4::bigint[], $5::bytea[]) AS j (seq, hash)
WHERE h.org = $1 AND h.device = $2 AND h.installation = $3 AND h.seq = j.seq AND h.hash = j.hash
  AND h.judged_at IS NULL
