SELECT 1 FROM number_block WHERE installation = ?1 AND series = ?2 AND first <= ?3 AND next > ?3
