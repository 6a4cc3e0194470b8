-- What waits for a second person, and what waits for its time.

-- A request: `proposal` is what is to go out, as it was asked for; `hash` is the SHA-256 of the very bytes that would go.
-- It is `waiting`, `approved`, `refused`, `withdrawn`, or `overtaken` when what would go out became something else.
CREATE TABLE approval (
    id       TEXT   NOT NULL PRIMARY KEY,
    proposal TEXT   NOT NULL,
    act      TEXT   NOT NULL,
    guarded  TEXT   NOT NULL,
    hash     TEXT   NOT NULL,
    held     BOOLEAN NOT NULL,
    asked_by TEXT   NOT NULL,
    asked    BIGINT NOT NULL,
    state    TEXT   NOT NULL,
    ended    BIGINT,
    ended_by TEXT,
    reason   TEXT
);
CREATE INDEX approval_state ON approval (state, asked);

-- The items of a request, in its order, with the save (for a working copy) and the version that it saw.
CREATE TABLE approval_item (
    approval TEXT   NOT NULL REFERENCES approval (id),
    place    BIGINT NOT NULL,
    item     TEXT   NOT NULL,
    edit     BIGINT,
    version  BIGINT NOT NULL,
    PRIMARY KEY (approval, place)
);
CREATE INDEX approval_item_item ON approval_item (item);

-- `promised` is the embargo that the item was scheduled with. The others belong to what waits: who sent it, what it
-- corrects, and whether it can be taken back by whoever clicked.
ALTER TABLE item ADD COLUMN promised       BIGINT;
ALTER TABLE item ADD COLUMN due_by         TEXT;
ALTER TABLE item ADD COLUMN due_correction TEXT;
ALTER TABLE item ADD COLUMN due_products TEXT;
ALTER TABLE item ADD COLUMN due_undo       BOOLEAN NOT NULL DEFAULT FALSE;
