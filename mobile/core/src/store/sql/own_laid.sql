SELECT DISTINCT record FROM own WHERE stage <> 3
