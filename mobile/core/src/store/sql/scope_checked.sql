UPDATE scope SET checked_at = ?2 WHERE name = ?1
