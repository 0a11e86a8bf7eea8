DELETE FROM identifier WHERE source = ?1
