INSERT INTO organisation (only_one, id, name, epoch, installation, administrator, is_demo)
VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (only_one) DO NOTHING
