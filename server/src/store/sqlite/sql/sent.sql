SELECT hash FROM sent WHERE installation = ?1 AND seq = ?2
