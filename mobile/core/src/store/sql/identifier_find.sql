SELECT identifier.exact, identifier.item FROM identifier JOIN item ON item.key = identifier.item WHERE identifier.near = ?1
