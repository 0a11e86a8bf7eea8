CREATE TABLE IF NOT EXISTS parked (
    org       uuid    NOT NULL,
    operation uuid    NOT NULL,
    waits_for text    COLLATE "C" NOT NULL,
    due       boolean NOT NULL,
    PRIMARY KEY (org, operation)
)
