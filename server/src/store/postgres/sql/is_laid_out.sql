SELECT to_regclass('schema_step') IS NOT NULL
