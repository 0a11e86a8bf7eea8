SELECT count(*) FROM conflict WHERE kept_by = ?1 OR other_by = ?1
