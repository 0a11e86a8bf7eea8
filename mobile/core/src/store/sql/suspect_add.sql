INSERT INTO suspect (near, exact, kind, one, other, scope, one_by, other_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
