SELECT rowid FROM text_index WHERE text_index MATCH ?1 ORDER BY rank LIMIT ?2
