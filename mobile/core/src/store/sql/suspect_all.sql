SELECT one, other, scope, kind, exact, one_by, other_by FROM suspect
WHERE one_by IS NOT NULL AND other_by IS NOT NULL AND (?1 IS NULL OR one_by = ?1 OR other_by = ?1) ORDER BY one, other, id
