DELETE FROM departure WHERE token IS NULL AND (person IS NULL OR person = ?1)
