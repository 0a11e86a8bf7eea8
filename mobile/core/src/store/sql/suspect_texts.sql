SELECT kind, exact, one_by, other_by FROM suspect WHERE one = ?1 AND other = ?2 ORDER BY kind, exact
