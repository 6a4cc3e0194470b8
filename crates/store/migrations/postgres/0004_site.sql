-- What the public site shows: summaries and captions, never bodies. One row for each item that may appear or appeared;
-- `data` is empty once it must not appear. A picture is shown only by the pages that name it in `page_picture`.
CREATE TABLE page (
    item      TEXT   NOT NULL PRIMARY KEY,
    number    BIGINT NOT NULL,
    kind      TEXT   NOT NULL,
    version   BIGINT NOT NULL,
    state     TEXT   NOT NULL,
    language  TEXT   NOT NULL,
    category  BIGINT NOT NULL,
    priority  BIGINT NOT NULL,
    released  BIGINT NOT NULL,
    updated   BIGINT,
    corrected BIGINT,
    show_at   BIGINT NOT NULL,
    data      TEXT   NOT NULL
);
CREATE INDEX page_number ON page (number);
CREATE INDEX page_newest ON page (kind, language, released, number);
CREATE INDEX page_section ON page (kind, language, category, released, number);
CREATE INDEX page_corrected ON page (language, corrected) WHERE corrected IS NOT NULL;

-- The pictures that a page may show, in the order in which it prefers them.
CREATE TABLE page_picture (
    page    TEXT   NOT NULL,
    place   BIGINT NOT NULL,
    picture TEXT   NOT NULL,
    PRIMARY KEY (page, place)
);
CREATE INDEX page_picture_shown ON page_picture (picture);

CREATE TABLE subscription_request (
    id   TEXT   NOT NULL PRIMARY KEY,
    time BIGINT NOT NULL,
    data TEXT   NOT NULL
);
CREATE INDEX subscription_request_time ON subscription_request (time);
