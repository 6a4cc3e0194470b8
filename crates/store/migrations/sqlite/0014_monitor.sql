-- What went silent or asks badly.
-- When a login or a key asked, and in which way. `hours` are the last days, an hour a character, the newest last: `1` when
-- it asked.
CREATE TABLE taker (
    kind         TEXT   NOT NULL,
    name         TEXT   NOT NULL,
    way          TEXT   NOT NULL,
    organisation TEXT   NOT NULL REFERENCES organisation (id),
    last         BIGINT NOT NULL,
    hours        TEXT   NOT NULL,
    PRIMARY KEY (kind, name, way)
);

-- What is, or was, the matter with one of them. It is open while `ended` is null.
CREATE TABLE alarm (
    id           TEXT   NOT NULL PRIMARY KEY,
    organisation TEXT   NOT NULL REFERENCES organisation (id),
    kind         TEXT   NOT NULL,
    name         TEXT   NOT NULL,
    matter       TEXT   NOT NULL,
    detail       TEXT   NOT NULL,
    began        BIGINT NOT NULL,
    ended        BIGINT
);
CREATE UNIQUE INDEX alarm_open ON alarm (kind, name, matter) WHERE ended IS NULL;
CREATE INDEX alarm_began ON alarm (began);

-- What an organisation is not to be watched for.
CREATE TABLE alarm_off (
    organisation TEXT NOT NULL REFERENCES organisation (id),
    matter       TEXT NOT NULL,
    PRIMARY KEY (organisation, matter)
);
