-- Nothing that was typed is lost: the history of manuscripts, who writes, and who looks.

-- Who writes an item: one person at a time. The row is there until they leave the editor, or somebody takes over.
CREATE TABLE item_lock (
    item   TEXT   NOT NULL PRIMARY KEY,
    holder TEXT   NOT NULL,
    since  BIGINT NOT NULL
);

-- The history: what an item said after somebody worked on it. `n` counts an item's entries. Saves of one person in a row are
-- one entry, from `began` to `ended`; `edit` is its last save. An entry that is `kept` takes no further save.
-- `kind` is `save`, or `aside` for a text that was refused, based on the save `edit`: nobody else's text was overwritten by
-- it, and it is there to be looked at. `why` says what made the entry.
CREATE TABLE save (
    item  TEXT   NOT NULL,
    n     BIGINT NOT NULL,
    kind  TEXT   NOT NULL,
    edit  BIGINT NOT NULL,
    login TEXT   NOT NULL,
    began BIGINT NOT NULL,
    ended BIGINT NOT NULL,
    kept  BIGINT NOT NULL,
    why   TEXT   NOT NULL,
    story TEXT   NOT NULL,
    PRIMARY KEY (item, n)
);

-- Who has an item open, one row for each tab of a browser; `seen` is the last sign of life.
CREATE TABLE presence (
    item    TEXT   NOT NULL,
    tab     TEXT   NOT NULL,
    login   TEXT   NOT NULL,
    writing BIGINT NOT NULL,
    since   BIGINT NOT NULL,
    seen    BIGINT NOT NULL,
    PRIMARY KEY (item, tab)
);

-- Lists show who writes.
CREATE TRIGGER made_lock_rings AFTER INSERT ON item_lock BEGIN
    UPDATE bell SET n = n + 1 WHERE one = 1;
    INSERT INTO item_bell (item, n) VALUES (NEW.item, (SELECT n FROM bell WHERE one = 1))
        ON CONFLICT (item) DO UPDATE SET n = excluded.n;
END;
CREATE TRIGGER changed_lock_rings AFTER UPDATE ON item_lock BEGIN
    UPDATE bell SET n = n + 1 WHERE one = 1;
    INSERT INTO item_bell (item, n) VALUES (NEW.item, (SELECT n FROM bell WHERE one = 1))
        ON CONFLICT (item) DO UPDATE SET n = excluded.n;
END;
CREATE TRIGGER ended_lock_rings AFTER DELETE ON item_lock BEGIN
    UPDATE bell SET n = n + 1 WHERE one = 1;
    INSERT INTO item_bell (item, n) VALUES (OLD.item, (SELECT n FROM bell WHERE one = 1))
        ON CONFLICT (item) DO UPDATE SET n = excluded.n;
END;
