-- Planned coverage.

-- `starts` and `ends` are instants; `zone` is where they were meant, `all_day` says that only their days count. `kinds` is
-- a list in JSON of what is wanted. `state` is `planned`, `assigned`, `underway`, `filing`, `done` or `dropped`.
CREATE TABLE assignment (
    id         BIGINT  NOT NULL PRIMARY KEY,
    title      TEXT    NOT NULL,
    slug       TEXT    NOT NULL,
    what       TEXT    NOT NULL,
    starts     BIGINT  NOT NULL,
    ends       BIGINT  NOT NULL,
    zone       TEXT    NOT NULL,
    all_day    BOOLEAN NOT NULL,
    place      TEXT    NOT NULL,
    desk       TEXT,
    kinds      TEXT    NOT NULL,
    priority   BIGINT  NOT NULL,
    state      TEXT    NOT NULL,
    notes      TEXT    NOT NULL,
    language   TEXT    NOT NULL,
    edit       BIGINT  NOT NULL,
    created    BIGINT  NOT NULL,
    created_by TEXT    NOT NULL,
    changed    BIGINT  NOT NULL,
    changed_by TEXT    NOT NULL
);
CREATE INDEX assignment_starts ON assignment (starts, ends);

-- Who covers it, by login.
CREATE TABLE assignment_person (
    assignment BIGINT NOT NULL,
    person     TEXT   NOT NULL,
    PRIMARY KEY (assignment, person)
);
CREATE INDEX assignment_person_person ON assignment_person (person);

-- The coverage that an item was begun for.
ALTER TABLE item ADD COLUMN assignment BIGINT;
CREATE INDEX item_assignment ON item (assignment);
