DELETE FROM own WHERE stage = 3 AND resend = 0 AND observed_at < ?1
