-- Items whose words may be others than full text has.
CREATE TABLE text_waiting (item INTEGER PRIMARY KEY) STRICT;
