UPDATE record SET owner = unhex(replace(body ->> '$.fields.type[0]', '-', ''))
WHERE collection = 'item';
