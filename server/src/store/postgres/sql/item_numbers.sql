SELECT substring(body, '"inventory_number":\["((?:[^"\\]|\\.)*)"') FROM record WHERE org = $1 AND collection = 'item'
