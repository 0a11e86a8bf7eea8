SELECT series, next FROM number_series WHERE org = $1
