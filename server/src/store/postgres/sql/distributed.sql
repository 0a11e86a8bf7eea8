SELECT logicalrel::text FROM pg_dist_partition
