SELECT action FROM own WHERE stage <> 0 ORDER BY ordinal DESC LIMIT ?1
