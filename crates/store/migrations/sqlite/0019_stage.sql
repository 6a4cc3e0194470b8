-- The newsroom's desks, and what its lists are sorted by.

-- Part of the newsroom that works on its own items: foreign news, sport, the Arabic desk. `place` is the order of the lists.
CREATE TABLE desk (
    id      TEXT   NOT NULL PRIMARY KEY,
    name    TEXT   NOT NULL UNIQUE,
    place   BIGINT NOT NULL,
    created BIGINT NOT NULL
);

-- `stage` is where an item stands before its first release: `inbox`, `draft` or `review`. The others are copies of what the
-- working copy says, written with it, so that no list reads a body.
ALTER TABLE item ADD COLUMN desk     TEXT;
ALTER TABLE item ADD COLUMN stage    TEXT   NOT NULL DEFAULT 'draft';
ALTER TABLE item ADD COLUMN author   TEXT   NOT NULL DEFAULT '';
ALTER TABLE item ADD COLUMN slug     TEXT   NOT NULL DEFAULT '';
ALTER TABLE item ADD COLUMN headline TEXT   NOT NULL DEFAULT '';
ALTER TABLE item ADD COLUMN language TEXT   NOT NULL DEFAULT '';
ALTER TABLE item ADD COLUMN kind     TEXT   NOT NULL DEFAULT '';
ALTER TABLE item ADD COLUMN priority BIGINT NOT NULL DEFAULT 4;
ALTER TABLE item ADD COLUMN category BIGINT NOT NULL DEFAULT 1;
ALTER TABLE item ADD COLUMN words    BIGINT NOT NULL DEFAULT 0;
UPDATE item SET
    author   = changed_by,
    slug     = json_extract(story, '$.slug'),
    headline = json_extract(story, '$.headline'),
    language = json_extract(story, '$.language'),
    kind     = json_extract(story, '$.content.kind'),
    priority = json_extract(story, '$.priority'),
    category = json_extract(story, '$.category');
CREATE INDEX item_stage ON item (state, stage, changed);
CREATE INDEX item_author ON item (author, changed);
