SELECT DISTINCT coalesce(member.head, identifier.item)
FROM identifier LEFT JOIN member ON member.item = identifier.item WHERE reversed >= ?1 AND reversed < ?2 LIMIT ?3
