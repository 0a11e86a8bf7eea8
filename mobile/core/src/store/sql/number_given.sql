SELECT 1 FROM number_block JOIN installation USING (person)
WHERE person = (SELECT person FROM session) AND installation <> id AND series = ?1 AND first <= ?2 AND next > ?2 LIMIT 1
