DELETE FROM conflict WHERE record = ?1
