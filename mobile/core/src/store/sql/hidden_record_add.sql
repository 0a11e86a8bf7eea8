INSERT OR REPLACE INTO hidden_record (key, scope, mark, frozen, body)
SELECT key, scope, mark, frozen, body FROM record WHERE scope = ?1 AND body IS NOT NULL
