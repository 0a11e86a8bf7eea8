SELECT id FROM installation WHERE org = $1 AND forked_at IS NOT NULL
