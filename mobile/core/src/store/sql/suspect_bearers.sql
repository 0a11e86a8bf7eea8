SELECT identifier.kind, identifier.item, identifier.source
FROM identifier LEFT JOIN member ON member.item = identifier.item
JOIN item ON item.key = coalesce(member.head, identifier.item)
WHERE identifier.near = ?1 AND identifier.exact = ?2 AND NOT identifier.replaced ORDER BY identifier.item LIMIT ?3
