UPDATE own SET installation = ?2, seq = ?3 WHERE ordinal = ?1
