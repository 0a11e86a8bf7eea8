SELECT body ->> '$.fields.inventory_number[0]' FROM record WHERE collection = 'item'
