CREATE TABLE IF NOT EXISTS held (
    org          uuid   NOT NULL,
    device       uuid   NOT NULL,
    installation uuid   NOT NULL,
    seq          bigint NOT NULL,
    hash         bytea  NOT NULL,
    text         text   NOT NULL,
    anchor       text   NOT NULL,
    received_at  bigint NOT NULL,
    judged_at    bigint,
    PRIMARY KEY (org, device, installation, seq, hash)
)
