SELECT device, installation, seq, hash, text, anchor, received_at, judged_at FROM held
