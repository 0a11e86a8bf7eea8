SELECT body, collection, id FROM record
WHERE scope = ?1 AND (collection, id) > (?2, ?3)
ORDER BY collection, id
LIMIT ?4
