SELECT salt, rounds, hash, wrong, again_at FROM pin WHERE person = ?1
