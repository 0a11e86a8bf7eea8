SELECT collection, id FROM record WHERE scope = ?1 ORDER BY collection, id
