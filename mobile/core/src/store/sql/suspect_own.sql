SELECT DISTINCT one, other, scope FROM suspect WHERE one_by = ?1 OR other_by = ?1
