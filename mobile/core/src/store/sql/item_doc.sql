SELECT doc, number, serial FROM item WHERE key = ?1
