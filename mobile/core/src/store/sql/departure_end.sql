DELETE FROM departure WHERE ordinal = (SELECT min(ordinal) FROM departure)
