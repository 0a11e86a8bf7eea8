DELETE FROM suspect_waiting
