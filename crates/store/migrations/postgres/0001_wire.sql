-- The log, and the place that each of its followers has reached.
CREATE TABLE wire_head (
    one  BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    seq  BIGINT NOT NULL,
    time BIGINT NOT NULL,
    hash TEXT   NOT NULL
);
INSERT INTO wire_head (one, seq, time, hash)
VALUES (1, 0, 0, '0000000000000000000000000000000000000000000000000000000000000000');

CREATE TABLE wire_key (
    key_id     TEXT   NOT NULL PRIMARY KEY,
    public_key TEXT   NOT NULL,
    since      BIGINT NOT NULL
);

-- One row for each version: what was sent, and the entry that proves it. Rows are never changed.
CREATE TABLE dispatch (
    seq       BIGINT NOT NULL PRIMARY KEY,
    item      TEXT   NOT NULL,
    version   BIGINT NOT NULL,
    act       TEXT   NOT NULL,
    entry     TEXT   NOT NULL,
    story     TEXT   NOT NULL,
    hash      TEXT   NOT NULL,
    key_id    TEXT   NOT NULL,
    signature TEXT   NOT NULL
);
CREATE UNIQUE INDEX dispatch_revision ON dispatch (item, version);

CREATE TABLE cursor (
    follower TEXT   NOT NULL PRIMARY KEY,
    seq      BIGINT NOT NULL
);
-- Holds and kills are looked up at start; there are few of them among many rows.
CREATE INDEX dispatch_stops ON dispatch (seq, item, act) WHERE act IN ('hold', 'resume', 'kill', 'withdraw');
