UPDATE device SET org = ?1, org_name = ?2
