-- What the public site shows: summaries, never bodies. One row for each item that may appear.
CREATE TABLE page (
    item     TEXT   NOT NULL PRIMARY KEY,
    version  BIGINT NOT NULL,
    state    TEXT   NOT NULL,
    language TEXT   NOT NULL,
    category BIGINT NOT NULL,
    priority BIGINT NOT NULL,
    released BIGINT NOT NULL,
    updated  BIGINT NOT NULL,
    show_at  BIGINT NOT NULL,
    data     TEXT   NOT NULL
);
CREATE INDEX page_newest ON page (language, released);
CREATE INDEX page_section ON page (language, category, released);

CREATE TABLE subscription_request (
    id   TEXT   NOT NULL PRIMARY KEY,
    time BIGINT NOT NULL,
    data TEXT   NOT NULL
);
