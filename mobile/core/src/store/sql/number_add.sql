INSERT INTO number_block (person, installation, series, last, first, next) SELECT person, id, ?2, ?3, ?4, ?4 FROM installation WHERE id = ?1
ON CONFLICT DO NOTHING
