INSERT INTO text_index (rowid, words, tags) VALUES (?1, ?2, ?3)
