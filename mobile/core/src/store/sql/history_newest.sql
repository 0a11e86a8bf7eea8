SELECT max(rev) FROM history WHERE record = ?1
