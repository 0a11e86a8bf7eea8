SELECT installation, seq, text, anchor, received_at FROM held
WHERE device = ?1 AND judged_at IS NULL
ORDER BY received_at, installation, seq
