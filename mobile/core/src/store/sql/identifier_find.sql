SELECT identifier.exact, identifier.kind, identifier.item, item.key
FROM identifier LEFT JOIN member ON member.item = identifier.item
JOIN item ON item.key = coalesce(member.head, identifier.item) WHERE identifier.near = ?1
