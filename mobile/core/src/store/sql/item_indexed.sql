SELECT number, serial, type, place FROM item WHERE key = ?1
