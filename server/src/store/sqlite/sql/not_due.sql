UPDATE parked SET due = 0 WHERE number = ?1
