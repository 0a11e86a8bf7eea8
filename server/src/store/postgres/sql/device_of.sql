SELECT person FROM credential WHERE org = $1 AND id = $2
