UPDATE installation SET provisional = provisional + 1 WHERE id = ?1 RETURNING provisional
