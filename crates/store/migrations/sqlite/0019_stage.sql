-- The newsroom's desks, and what its lists are sorted by.

-- Part of the newsroom that works on its own items: foreign news, sport, the Arabic desk. `place` is the order of the lists.
CREATE TABLE desk (
    id      TEXT   NOT NULL PRIMARY KEY,
    name    TEXT   NOT NULL UNIQUE,
    place   BIGINT NOT NULL,
    created BIGINT NOT NULL
);

-- `stage` is where an item stands before its first release: `inbox` for what came from outside and nobody has taken yet,
-- `draft`, or `review` for what waits for an editor. The others are copies of what the working copy says, written with
-- it, so that no list reads a body.
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
ALTER TABLE item ADD COLUMN embargo  BIGINT;
UPDATE item SET
    author   = changed_by,
    slug     = json_extract(story, '$.slug'),
    headline = json_extract(story, '$.headline'),
    language = json_extract(story, '$.language'),
    kind     = json_extract(story, '$.content.kind'),
    priority = json_extract(story, '$.priority'),
    category = json_extract(story, '$.category');
-- Few items are open at a time; the lists of what was sent are long, and are read from the newest on.
CREATE INDEX item_open ON item (stage, changed, id) WHERE state IS NULL;
CREATE INDEX item_state ON item (state, changed, id);
CREATE INDEX item_author ON item (author, changed, id);
CREATE INDEX item_desk ON item (desk, changed, id);

-- The words of working copies that the archive does not have, in one spelling, for the search of the newsroom.
CREATE TABLE item_text (
    item   TEXT NOT NULL PRIMARY KEY,
    folded TEXT NOT NULL
);

-- The newsroom's bell: `n` counts the changes of items, and each item holds the number of its last one. Every change rings
-- it, whoever made it, so that lists in every process follow.
CREATE TABLE bell (
    one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    n   BIGINT NOT NULL
);
INSERT INTO bell (one, n) VALUES (1, 0);
CREATE TABLE item_bell (
    item TEXT   NOT NULL PRIMARY KEY,
    n    BIGINT NOT NULL
);
CREATE INDEX item_bell_n ON item_bell (n);
CREATE TRIGGER made_item_rings AFTER INSERT ON item BEGIN
    UPDATE bell SET n = n + 1 WHERE one = 1;
    INSERT INTO item_bell (item, n) VALUES (NEW.id, (SELECT n FROM bell WHERE one = 1))
        ON CONFLICT (item) DO UPDATE SET n = excluded.n;
END;
CREATE TRIGGER changed_item_rings AFTER UPDATE ON item BEGIN
    UPDATE bell SET n = n + 1 WHERE one = 1;
    INSERT INTO item_bell (item, n) VALUES (NEW.id, (SELECT n FROM bell WHERE one = 1))
        ON CONFLICT (item) DO UPDATE SET n = excluded.n;
END;
