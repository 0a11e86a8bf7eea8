SELECT next FROM number_series WHERE org = $1 AND series = $2
