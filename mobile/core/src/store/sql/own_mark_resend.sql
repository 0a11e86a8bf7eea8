UPDATE own SET resend = 1 WHERE stage IN (1, 2, 3) AND observed_at >= ?1
