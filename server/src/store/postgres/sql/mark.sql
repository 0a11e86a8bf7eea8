SELECT
    (SELECT coalesce(sum(seq), 0)::bigint FROM scope_head WHERE org = $1),
    (SELECT count(*) FROM credential WHERE org = $1 AND revoked_at IS NOT NULL)
