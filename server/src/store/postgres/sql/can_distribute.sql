SELECT EXISTS (SELECT FROM pg_proc WHERE proname = 'create_distributed_table') AND to_regclass('pg_dist_partition') IS NOT NULL
