UPDATE session SET locked = ?1
