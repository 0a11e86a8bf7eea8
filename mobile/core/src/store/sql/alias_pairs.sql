SELECT one, other FROM alias WHERE verdict = ?1
