DELETE FROM history WHERE record = ?1
