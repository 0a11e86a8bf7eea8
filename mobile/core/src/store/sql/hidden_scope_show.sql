INSERT OR REPLACE INTO scope (name, epoch, seq, mark, received, stage, after)
SELECT name, epoch, seq, mark, received, stage, after FROM hidden_scope WHERE name = ?1
