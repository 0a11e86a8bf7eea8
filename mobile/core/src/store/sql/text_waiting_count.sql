SELECT count(*) FROM text_waiting
