SELECT id FROM place WHERE merged IS NULL AND retired <= ?2 AND instr(folded, ?1) > 0
ORDER BY retired, instr(folded, ?1) <> 1, length(folded), ord, folded LIMIT ?3
