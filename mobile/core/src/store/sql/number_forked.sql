SELECT 1 FROM number_block JOIN installation USING (person) WHERE person = (SELECT person FROM session) AND installation <> id LIMIT 1
