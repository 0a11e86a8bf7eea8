SELECT id FROM installation WHERE forked_at IS NOT NULL
