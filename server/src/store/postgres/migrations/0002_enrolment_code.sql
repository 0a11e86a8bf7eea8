CREATE TABLE IF NOT EXISTS enrolment_code (
    hash       bytea  NOT NULL,
    org        uuid   NOT NULL,
    person     uuid   NOT NULL,
    expires_at bigint NOT NULL,
    spent_at   bigint,
    replaces   uuid,
    PRIMARY KEY (hash)
)
