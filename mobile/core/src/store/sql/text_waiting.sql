SELECT item FROM text_waiting ORDER BY item LIMIT ?1
