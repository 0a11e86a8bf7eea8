SELECT next FROM number_series WHERE series = ?1
