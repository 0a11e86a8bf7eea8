UPDATE pin SET wrong = ?2, again_at = ?3 WHERE person = ?1
