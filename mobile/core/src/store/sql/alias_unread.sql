SELECT record.key FROM record LEFT JOIN alias ON alias.key = record.key
WHERE record.collection = 'alias' AND record.collection NOT IN ('item', 'identifier')
  AND record.body IS NOT NULL AND alias.key IS NULL
