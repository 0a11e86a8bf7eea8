CREATE TABLE IF NOT EXISTS credential (
    org        uuid   NOT NULL,
    hash       bytea  NOT NULL,
    id         uuid   NOT NULL,
    person     uuid   NOT NULL,
    device     text   NOT NULL,
    created_at bigint NOT NULL,
    seen_at    bigint,
    revoked_at bigint,
    PRIMARY KEY (org, hash)
)
