SELECT changed FROM item WHERE key = ?1
