INSERT OR REPLACE INTO pin (person, salt, rounds, hash) VALUES (?1, ?2, ?3, ?4)
