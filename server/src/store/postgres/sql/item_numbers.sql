SELECT id, substring(body, '"inventory_number":\["((?:[^"\\]|\\.)*)"') FROM record
WHERE org = $1 AND collection = 'item' AND id > $2
ORDER BY id
LIMIT $3
