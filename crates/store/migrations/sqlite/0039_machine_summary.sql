-- Public summaries that a machine had to do with.

-- Items whose summary a machine had to do with: the machine of the house that wrote one last, or none where the mark came
-- from elsewhere. `own` is when somebody said that nothing of the summary is a machine's any more.
CREATE TABLE machine_summary (
    item    TEXT   NOT NULL PRIMARY KEY,
    model   TEXT,
    host    TEXT,
    made    BIGINT NOT NULL,
    made_by TEXT   NOT NULL,
    own     BIGINT,
    own_by  TEXT
);

-- Every summary that a machine of the house wrote, by the hash of its words: they are known wherever they are pasted.
CREATE TABLE machine_summary_draft (
    hash TEXT   NOT NULL PRIMARY KEY,
    item TEXT   NOT NULL,
    made BIGINT NOT NULL
);

-- Who has read a summary against its text: `read` is the hash of both, and says nothing about any other.
CREATE TABLE summary_check (
    item  TEXT   NOT NULL PRIMARY KEY,
    read  TEXT   NOT NULL,
    time  BIGINT NOT NULL,
    staff TEXT   NOT NULL
);
