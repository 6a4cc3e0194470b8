-- The newsroom's working copies. `version` is the last one on the wire (0 for none); `edit` counts saves.
CREATE TABLE numbering (
    one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    n   BIGINT NOT NULL
);
INSERT INTO numbering (one, n) VALUES (1, 0);

CREATE TABLE item (
    id          TEXT   NOT NULL PRIMARY KEY,
    external_id TEXT   UNIQUE,
    story       TEXT   NOT NULL,
    edit        BIGINT NOT NULL,
    state       TEXT,
    version     BIGINT NOT NULL,
    products    TEXT   NOT NULL,
    released    BIGINT,
    created     BIGINT NOT NULL,
    changed     BIGINT NOT NULL,
    changed_by  TEXT   NOT NULL,
    due         BIGINT,
    due_act     TEXT
);
CREATE INDEX item_due ON item (due);
CREATE INDEX item_changed ON item (changed);
