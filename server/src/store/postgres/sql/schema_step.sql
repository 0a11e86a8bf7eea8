CREATE TABLE IF NOT EXISTS schema_step (step integer NOT NULL, PRIMARY KEY (step))
