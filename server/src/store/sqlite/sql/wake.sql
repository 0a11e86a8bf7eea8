UPDATE parked SET due = 1
WHERE wait = ?1 AND waits_collection IS ?2 AND waits_record IS ?3
