SELECT id FROM place WHERE retired = 0 AND instr(folded, ?1) > 0
ORDER BY instr(folded, ?1) <> 1, length(folded), ord, folded LIMIT ?2
