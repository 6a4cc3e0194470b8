-- Documents that were imported, with what became of them; their bytes are in the blob store.
CREATE TABLE import (
    sha256  TEXT   NOT NULL,
    place   TEXT   NOT NULL,
    format  TEXT   NOT NULL,
    bytes   BIGINT NOT NULL,
    time    BIGINT NOT NULL,
    outcome TEXT   NOT NULL,
    PRIMARY KEY (sha256, place)
);
CREATE INDEX import_time ON import (time);
