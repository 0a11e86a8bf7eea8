DELETE FROM number_block
