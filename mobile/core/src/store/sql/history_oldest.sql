SELECT min(rev) FROM history WHERE record = ?1
