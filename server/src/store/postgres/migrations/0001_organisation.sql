CREATE TABLE IF NOT EXISTS organisation (
    called        text    COLLATE "C" NOT NULL,
    id            uuid    NOT NULL,
    name          text    NOT NULL,
    epoch         bigint  NOT NULL,
    installation  uuid    NOT NULL,
    administrator uuid    NOT NULL,
    is_demo       boolean NOT NULL,
    PRIMARY KEY (called)
)
