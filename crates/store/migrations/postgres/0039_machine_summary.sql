-- Public summaries that a machine had to do with.

-- What the machine of the house wrote last for an item, so that it is known wherever it comes back from.
CREATE TABLE machine_summary (
    item    TEXT   NOT NULL PRIMARY KEY,
    model   TEXT   NOT NULL,
    host    TEXT   NOT NULL,
    draft   TEXT   NOT NULL,
    made    BIGINT NOT NULL,
    made_by TEXT   NOT NULL
);

-- Who has read a summary against its text: `read` is the hash of both, and says nothing about any other.
CREATE TABLE summary_check (
    item  TEXT   NOT NULL PRIMARY KEY,
    read  TEXT   NOT NULL,
    time  BIGINT NOT NULL,
    staff TEXT   NOT NULL
);
