SELECT DISTINCT identifier.item FROM identifier JOIN member ON member.item = identifier.item
WHERE member.head = ?1 AND identifier.near = ?2 AND identifier.exact = ?3 LIMIT 2
