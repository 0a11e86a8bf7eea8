INSERT INTO own (op, action, record, installation, seq, stage, scope, observed_at, before, text, actor)
VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7, ?8, ?9, ?10)
