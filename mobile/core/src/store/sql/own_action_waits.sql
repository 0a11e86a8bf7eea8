SELECT 1 FROM own INDEXED BY own_pending WHERE stage = 0 AND actor = ?1 AND action = ?2 LIMIT 1
