SELECT key, id, type, title, number, serial, state, sub_state, place, responsible, seen_at, in_conflict FROM item WHERE key = ?1
