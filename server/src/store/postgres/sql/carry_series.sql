INSERT INTO number_series (org, series, next) VALUES ($1, $2, $3)
