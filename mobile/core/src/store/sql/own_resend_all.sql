UPDATE own SET resend = 1 WHERE stage IN (1, 2, 3)
