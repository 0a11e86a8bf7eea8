DELETE FROM parked WHERE number = ?1
