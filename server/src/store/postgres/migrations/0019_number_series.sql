CREATE TABLE IF NOT EXISTS number_series (
    org    uuid   NOT NULL,
    series text   COLLATE "C" NOT NULL,
    next   bigint NOT NULL,
    PRIMARY KEY (org, series)
)
