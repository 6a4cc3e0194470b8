-- Where translations come from.

-- A translation with what it says in another language: the last version of its source that it says (0 before the first),
-- and the source's text as it stood then, so that what changed since can be shown. `stale` is when the source first said
-- something else.
CREATE TABLE translation (
    item    TEXT   NOT NULL PRIMARY KEY,
    source  TEXT   NOT NULL,
    version BIGINT NOT NULL,
    basis   TEXT   NOT NULL,
    made    BIGINT NOT NULL,
    made_by TEXT   NOT NULL,
    stale   BIGINT
);
CREATE INDEX translation_source ON translation (source);
CREATE INDEX translation_stale ON translation (stale) WHERE stale IS NOT NULL;

-- A text whose first draft a machine wrote, for ever; it goes out only when somebody has read and checked it. `draft` is
-- what the machine wrote.
CREATE TABLE machine_draft (
    item       TEXT   NOT NULL PRIMARY KEY,
    model      TEXT   NOT NULL,
    host       TEXT   NOT NULL,
    draft      TEXT   NOT NULL,
    made       BIGINT NOT NULL,
    made_by    TEXT   NOT NULL,
    checked    BIGINT,
    checked_by TEXT
);
