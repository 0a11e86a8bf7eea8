-- When what a scope holds was last held against the server's.
ALTER TABLE scope ADD COLUMN checked_at INTEGER;
