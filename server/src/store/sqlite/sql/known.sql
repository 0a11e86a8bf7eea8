SELECT hash, outcome FROM operation WHERE op_id = ?1
