INSERT OR IGNORE INTO history (record, rev, line)
SELECT record, rev, line FROM hidden_history JOIN hidden_record ON key = record WHERE scope = ?1
