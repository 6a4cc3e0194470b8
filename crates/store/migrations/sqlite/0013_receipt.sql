-- Who confirmed a kill or a correction, and who was reminded.
-- A dispatch that those who have the story are called for; `reason` is the notice's own, and never a text of the item.
-- `required`: whoever does not confirm is reminded.
CREATE TABLE recall (
    seq      BIGINT  NOT NULL PRIMARY KEY,
    item     TEXT    NOT NULL,
    version  BIGINT  NOT NULL,
    act      TEXT    NOT NULL,
    time     BIGINT  NOT NULL,
    reason   TEXT,
    required BOOLEAN NOT NULL,
    UNIQUE (item, version)
);

-- An organisation that is called: when it got the story first, in each way that was seen. With no such time its contract
-- covered the story, and it may have it. `due` is when it is reminded next.
CREATE TABLE recall_receiver (
    seq          BIGINT NOT NULL REFERENCES recall (seq),
    organisation TEXT   NOT NULL REFERENCES organisation (id),
    delivered    BIGINT,
    opened       BIGINT,
    downloaded   BIGINT,
    confirmed    BIGINT,
    through      TEXT,
    confirmed_by TEXT,
    note         TEXT,
    reminders    BIGINT NOT NULL,
    due          BIGINT,
    told         BIGINT,
    PRIMARY KEY (seq, organisation)
);
CREATE INDEX recall_receiver_organisation ON recall_receiver (organisation, seq);
CREATE INDEX recall_receiver_due ON recall_receiver (due);

-- The links of the letters: whoever opens one may confirm for the organisation, and nothing else.
CREATE TABLE recall_link (
    secret_hash  TEXT   NOT NULL PRIMARY KEY,
    seq          BIGINT NOT NULL REFERENCES recall (seq),
    organisation TEXT   NOT NULL REFERENCES organisation (id),
    email        TEXT   NOT NULL,
    expires      BIGINT NOT NULL
);
CREATE INDEX recall_link_expires ON recall_link (expires);
