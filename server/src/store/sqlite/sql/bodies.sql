SELECT body FROM record WHERE scope = ?1
