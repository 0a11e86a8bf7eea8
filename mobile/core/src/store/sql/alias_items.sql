SELECT one FROM alias WHERE key = ?1 UNION SELECT other FROM alias WHERE key = ?1
