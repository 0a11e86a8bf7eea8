SELECT coalesce(max(step), 0) FROM schema_step
