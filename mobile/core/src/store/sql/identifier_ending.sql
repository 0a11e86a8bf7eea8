SELECT DISTINCT item FROM identifier WHERE reversed >= ?1 AND reversed < ?2 LIMIT ?3
