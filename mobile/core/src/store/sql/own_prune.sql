DELETE FROM own
WHERE stage = 3 AND resend = 0 AND received_at < (SELECT max(received_at) FROM own WHERE rev IS NOT NULL) - ?1
