SELECT stage FROM own WHERE op = ?1
