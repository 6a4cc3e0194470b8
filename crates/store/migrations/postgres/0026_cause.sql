-- What hangs on an item, items killed for one cause, and retractions that were prepared.

-- What an item has to do with another (`translation_of`, `derived_from`, `shows`, `names`), with its group (`group`), and what
-- it is found by when many have to be found at once (`byline`, `credit`, `source_of`, `says`: in small letters). Kept with each
-- save (`sent` is false) and with each version that is sent (`sent` is true), so that nobody reads bodies to find out.
CREATE TABLE item_tie (
    item   TEXT    NOT NULL,
    sent   BOOLEAN NOT NULL,
    why    TEXT    NOT NULL,
    target TEXT    NOT NULL,
    PRIMARY KEY (item, sent, why, target)
);
CREATE INDEX item_tie_target ON item_tie (why, target, item);

-- One cause for which items were killed or withdrawn in one act. `approval` is the request, where it takes two persons.
CREATE TABLE cause (
    id       TEXT   NOT NULL PRIMARY KEY,
    time     BIGINT NOT NULL,
    login    TEXT   NOT NULL,
    act      TEXT   NOT NULL,
    because  TEXT   NOT NULL,
    reason   TEXT   NOT NULL,
    approval TEXT
);
CREATE INDEX cause_time ON cause (time);

-- Its items. `seq` is the notice, once it is on the wire; `unscheduled` for one that was to go out later, and will not.
CREATE TABLE cause_item (
    cause       TEXT    NOT NULL REFERENCES cause (id),
    item        TEXT    NOT NULL,
    place       BIGINT  NOT NULL,
    unscheduled BOOLEAN NOT NULL,
    seq         BIGINT,
    PRIMARY KEY (cause, item)
);
CREATE INDEX cause_item_item ON cause_item (item);

-- How many updates and corrections an item has had.
ALTER TABLE item ADD COLUMN updates     BIGINT NOT NULL DEFAULT 0;
ALTER TABLE item ADD COLUMN corrections BIGINT NOT NULL DEFAULT 0;
UPDATE item SET
    updates     = (SELECT COUNT(*) FROM dispatch d WHERE d.item = item.id AND d.act = 'update'),
    corrections = (SELECT COUNT(*) FROM dispatch d WHERE d.item = item.id AND d.act = 'correct')
WHERE version > 1;

-- The kill of a flash, prepared with it: `hash` is that of the bytes that were approved. It holds for that version only.
CREATE TABLE retraction (
    item        TEXT   NOT NULL PRIMARY KEY,
    version     BIGINT NOT NULL,
    reason      TEXT   NOT NULL,
    hash        TEXT   NOT NULL,
    asked_by    TEXT   NOT NULL,
    approved_by TEXT,
    time        BIGINT NOT NULL
);
