INSERT INTO number_series (series, next) VALUES (?1, ?2)
