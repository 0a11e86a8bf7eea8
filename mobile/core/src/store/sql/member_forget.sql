DELETE FROM member WHERE item = ?1
