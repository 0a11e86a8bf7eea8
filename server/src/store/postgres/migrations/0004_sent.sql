CREATE TABLE IF NOT EXISTS sent (
    org          uuid   NOT NULL,
    installation uuid   NOT NULL,
    seq          bigint NOT NULL,
    hash         bytea  NOT NULL,
    PRIMARY KEY (org, installation, seq)
)
