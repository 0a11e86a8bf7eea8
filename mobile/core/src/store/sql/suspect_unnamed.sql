SELECT id FROM suspect WHERE one_by IS NULL OR other_by IS NULL
