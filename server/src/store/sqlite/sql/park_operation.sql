UPDATE operation SET outcome = ?2, was_parked = 1 WHERE number = ?1
