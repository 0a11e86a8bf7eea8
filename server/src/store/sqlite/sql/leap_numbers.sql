UPDATE number_series SET next = min(next + max(next, ?1), ?2)
