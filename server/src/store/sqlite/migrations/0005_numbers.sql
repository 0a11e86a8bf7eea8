CREATE TABLE number_series (
    series TEXT    PRIMARY KEY,
    next   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
