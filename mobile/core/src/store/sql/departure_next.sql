SELECT person, token FROM departure ORDER BY ordinal LIMIT 1
