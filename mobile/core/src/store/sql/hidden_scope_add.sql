INSERT OR REPLACE INTO hidden_scope (name, epoch, seq, mark, received, stage, after)
SELECT name, epoch, seq, mark, received, stage, after FROM scope WHERE name = ?1
