SELECT collection, id FROM record
WHERE org = $1 AND scope = $2 AND (collection, id) > ($3, $4)
ORDER BY collection, id
LIMIT $5
