SELECT one, other, verdict FROM alias WHERE key = ?1
