INSERT INTO schema_step (step) VALUES ($1) ON CONFLICT (step) DO NOTHING
