SELECT exact FROM identifier WHERE item = ?1 AND source <> ?1 ORDER BY near, exact
