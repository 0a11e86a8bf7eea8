SELECT place.id FROM identifier JOIN place ON place.key = identifier.item WHERE identifier.near = ?1 AND identifier.exact = ?2 LIMIT 1
