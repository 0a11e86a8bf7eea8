SELECT name, value FROM preference
