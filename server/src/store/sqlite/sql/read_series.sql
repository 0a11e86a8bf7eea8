SELECT series, next FROM number_series
