-- What a story is about, in the words of its page: a topic is all stories of a language whose words make one address.
CREATE TABLE page_tag (
    page     TEXT   NOT NULL,
    slug     TEXT   NOT NULL,
    name     TEXT   NOT NULL,
    language TEXT   NOT NULL,
    released BIGINT NOT NULL,
    number   BIGINT NOT NULL,
    PRIMARY KEY (page, slug)
);
CREATE INDEX page_tag_topic ON page_tag (language, slug, released, number);
CREATE INDEX page_tag_newest ON page_tag (language, released);

-- The pictures that have a page of their own, in the edition of their language. `series` is their group; a picture of no
-- group is a series of its own, and `series` its id.
CREATE TABLE page_series (
    picture  TEXT   NOT NULL PRIMARY KEY,
    series   TEXT   NOT NULL,
    language TEXT   NOT NULL,
    released BIGINT NOT NULL,
    number   BIGINT NOT NULL
);
CREATE INDEX page_series_newest ON page_series (language, released, number);
CREATE INDEX page_series_series ON page_series (series, language, released, number);

-- How often the follower has changed pages, and at which of these changes all of them were forgotten. Each row tells with
-- which change it came, so that a search index finds what is new to it, in whichever process it is kept.
CREATE TABLE page_change (
    n         BIGINT NOT NULL,
    forgotten BIGINT NOT NULL
);
INSERT INTO page_change (n, forgotten) VALUES (0, 0);
ALTER TABLE page ADD COLUMN changed BIGINT NOT NULL DEFAULT 0;
CREATE INDEX page_changed ON page (changed, item);

-- Topics and groups are on the wire: the follower reads it again.
DELETE FROM cursor WHERE follower = 'site';
