SELECT coalesce(sum(last - next + 1), 0) FROM number_block WHERE installation = ?1 AND series = ?2 AND next <= last
