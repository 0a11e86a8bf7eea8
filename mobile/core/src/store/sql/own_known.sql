SELECT ordinal, record, stage, before FROM own WHERE op = ?1
