DELETE FROM text_waiting WHERE item = ?1
