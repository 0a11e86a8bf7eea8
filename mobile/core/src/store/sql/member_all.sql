SELECT item FROM member WHERE head = (SELECT head FROM member WHERE item = ?1) ORDER BY rank
