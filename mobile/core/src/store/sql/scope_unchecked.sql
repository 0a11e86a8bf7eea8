SELECT name FROM scope WHERE stage = 2 AND (checked_at IS NULL OR checked_at NOT BETWEEN ?1 AND ?2) ORDER BY name
