-- Items killed for one cause, and retractions that were prepared.

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
