SELECT count(*) FROM item WHERE place = ?1
