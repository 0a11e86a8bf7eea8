SELECT key FROM item INDEXED BY item_type WHERE type = ?1 AND (?2 IS NULL OR state = ?2)
ORDER BY changed DESC, key DESC LIMIT ?3 OFFSET ?4
