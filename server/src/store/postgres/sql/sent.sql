SELECT seq, hash FROM sent WHERE org = $1 AND installation = $2 AND seq = ANY($3)
