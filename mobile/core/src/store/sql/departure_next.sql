SELECT ordinal, token FROM departure ORDER BY ordinal LIMIT 1
