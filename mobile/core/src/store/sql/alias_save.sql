INSERT INTO alias (key, one, other, verdict) VALUES (?1, ?2, ?3, ?4)
