SELECT installation, seq, text, anchor, received_at FROM held
WHERE org = $1 AND device = $2 AND judged_at IS NULL
ORDER BY received_at, installation, seq
