CREATE TABLE IF NOT EXISTS feed (
    org       uuid   NOT NULL,
    scope     text   COLLATE "C" NOT NULL,
    seq       bigint NOT NULL,
    operation uuid   NOT NULL,
    left_rev  bigint,
    body      text,
    PRIMARY KEY (org, scope, seq)
)
