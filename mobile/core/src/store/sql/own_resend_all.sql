UPDATE own SET resend = 1 WHERE stage > 0
