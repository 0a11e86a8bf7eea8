UPDATE device SET epoch = ?1
