SELECT count(*) FROM item WHERE (?1 IS NULL OR type = ?1) AND (?2 IS NULL OR state = ?2)
