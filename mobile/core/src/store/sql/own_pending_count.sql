-- The index has each action's operations side by side: without being told, SQLite reads every row and sorts.
SELECT count(*) FROM (
  SELECT DISTINCT action FROM own INDEXED BY own_pending WHERE stage = 0 AND actor = (SELECT person FROM session)
)
