SELECT head FROM member WHERE item = ?1
