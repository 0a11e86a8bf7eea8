CREATE TABLE IF NOT EXISTS credential (
    org        uuid   NOT NULL,
    hash       bytea  NOT NULL,
    person     uuid   NOT NULL,
    device     text   NOT NULL,
    created_at bigint NOT NULL,
    revoked_at bigint,
    PRIMARY KEY (org, hash)
)
