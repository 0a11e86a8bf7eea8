UPDATE suspect SET one_by = iif(?2 = 0, ?3, one_by), other_by = iif(?2 = 1, ?3, other_by) WHERE id = ?1
