UPDATE installation SET forked_at = coalesce(forked_at, $3) WHERE org = $1 AND id = $2
