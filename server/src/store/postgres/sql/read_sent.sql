SELECT installation, seq, hash FROM sent WHERE org = $1
