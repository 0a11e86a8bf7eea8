CREATE TABLE IF NOT EXISTS record (
    org        uuid   NOT NULL,
    collection text   COLLATE "C" NOT NULL,
    id         uuid   NOT NULL,
    scope      text   COLLATE "C" NOT NULL,
    rev        bigint NOT NULL,
    owner      uuid,
    body       text   NOT NULL,
    PRIMARY KEY (org, collection, id)
)
