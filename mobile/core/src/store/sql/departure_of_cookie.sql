DELETE FROM departure WHERE token IS NULL
