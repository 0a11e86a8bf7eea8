INSERT INTO number_block (installation, series, last, first, next) VALUES (?1, ?2, ?3, ?4, ?4) ON CONFLICT DO NOTHING
