SELECT installation, seq, hash FROM sent
