CREATE TABLE IF NOT EXISTS installation (
    org        uuid   NOT NULL,
    id         uuid   NOT NULL,
    high_water bigint NOT NULL,
    floor      bigint NOT NULL,
    person     uuid,
    forked_at  bigint,
    PRIMARY KEY (org, id)
)
