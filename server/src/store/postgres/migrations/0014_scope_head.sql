CREATE TABLE IF NOT EXISTS scope_head (
    org   uuid   NOT NULL,
    scope text   COLLATE "C" NOT NULL,
    seq   bigint NOT NULL,
    chain bytea  NOT NULL,
    PRIMARY KEY (org, scope)
)
