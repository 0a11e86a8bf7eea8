UPDATE number_block SET next = ?4 WHERE installation = ?1 AND series = ?2 AND last = ?3
