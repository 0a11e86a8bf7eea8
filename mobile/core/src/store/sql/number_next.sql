SELECT last, next FROM number_block WHERE installation = ?1 AND series = ?2 AND next <= last ORDER BY last LIMIT 1
