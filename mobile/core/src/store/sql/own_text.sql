SELECT text FROM own WHERE op = ?1
