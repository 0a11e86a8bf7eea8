SELECT key FROM item WHERE number >= '~' AND number < '~~' ORDER BY key
