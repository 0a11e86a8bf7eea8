DELETE FROM number_block WHERE installation = ?1
