SELECT source FROM identifier WHERE item = ?1 AND source <> ?1
