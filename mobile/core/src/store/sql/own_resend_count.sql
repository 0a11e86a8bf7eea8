SELECT count(*) FROM own WHERE resend = 1
