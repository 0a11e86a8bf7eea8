INSERT OR REPLACE INTO hidden_history (record, rev, line)
SELECT record, history.rev, line FROM history JOIN record ON key = record WHERE scope = ?1
