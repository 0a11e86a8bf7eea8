SELECT hash, id, person, device, created_at, seen_at, revoked_at, given_back FROM credential
