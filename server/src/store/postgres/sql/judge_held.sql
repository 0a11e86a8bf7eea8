UPDATE held SET judged_at = $6
WHERE org = $1 AND device = $2 AND installation = $3 AND seq = ANY($4) AND hash = ANY($5) AND judged_at IS NULL
