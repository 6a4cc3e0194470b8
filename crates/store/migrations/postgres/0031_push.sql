-- Web Push: the browsers in which somebody hears of alerts, and what is still to be sent to them.

-- Whether somebody hears of a search by push. With an alert stands whether it is told by push, and whether that was tried:
-- whoever may have seen it hears when the item is stopped.
ALTER TABLE search_delivery ADD COLUMN push BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE alert ADD COLUMN push BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE alert ADD COLUMN pushed BOOLEAN NOT NULL DEFAULT FALSE;

-- Numbers are given here so that whoever counts browsers makes others wait until the end of the transaction.
INSERT INTO alert_counter (name, n) VALUES ('browser', 0);

-- A subscription of a browser (Push API). `id` is half of the SHA-256 of the endpoint. `rest` is until when nothing is sent
-- there: somebody is sending, or the push service asked for it; `tries` counts what failed since something was taken.
CREATE TABLE push_browser (
    id         TEXT   NOT NULL PRIMARY KEY,
    person     TEXT   NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    endpoint   TEXT   NOT NULL,
    p256dh     TEXT   NOT NULL,
    auth       TEXT   NOT NULL,
    agent      TEXT   NOT NULL,
    added      BIGINT NOT NULL,
    taken      BIGINT,
    failed     BIGINT,
    failure    TEXT   NOT NULL DEFAULT '',
    tested     BIGINT NOT NULL DEFAULT 0,
    rest       BIGINT NOT NULL DEFAULT 0,
    tries      BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX push_browser_person ON push_browser (person);

-- What is still to be sent: an alert, to a browser. No text: headline and slug are asked for when it is sent. `due` is when,
-- and `until` when it is given up.
CREATE TABLE push (
    alert   BIGINT NOT NULL REFERENCES alert (id) ON DELETE CASCADE,
    browser TEXT   NOT NULL REFERENCES push_browser (id) ON DELETE CASCADE,
    due     BIGINT NOT NULL,
    until   BIGINT NOT NULL,
    tries   BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (alert, browser)
);
CREATE INDEX push_browser_due ON push (browser, due);
