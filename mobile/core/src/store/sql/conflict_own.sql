SELECT DISTINCT record FROM conflict WHERE kept_by = ?1 OR other_by = ?1 LIMIT ?2
