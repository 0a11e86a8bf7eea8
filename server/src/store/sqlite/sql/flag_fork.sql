UPDATE installation SET forked_at = coalesce(forked_at, ?2) WHERE id = ?1
