SELECT key FROM place WHERE substr(folded, 1, length(?1)) = ?1 OR instr(folded, ' ' || ?1) > 0 LIMIT ?2
