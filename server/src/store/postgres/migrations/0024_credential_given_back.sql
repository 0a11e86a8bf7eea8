ALTER TABLE credential ADD COLUMN IF NOT EXISTS given_back boolean NOT NULL DEFAULT false
