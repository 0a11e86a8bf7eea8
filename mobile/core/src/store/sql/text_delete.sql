DELETE FROM text_index WHERE rowid = ?1
