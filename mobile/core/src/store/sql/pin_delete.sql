DELETE FROM pin WHERE person = ?1
