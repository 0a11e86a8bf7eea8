SELECT key FROM item ORDER BY changed DESC, key DESC
