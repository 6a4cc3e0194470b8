-- Files that are being sent, what the contact sheet shows, and where pictures were cut.

-- A file that is being sent: `received` of its `bytes` have come. `media` is what it is, once it is whole (JSON); `item` what
-- it became.
CREATE TABLE upload (
    id       TEXT   NOT NULL PRIMARY KEY,
    owner    TEXT   NOT NULL,
    name     TEXT   NOT NULL,
    bytes    BIGINT NOT NULL,
    received BIGINT NOT NULL,
    media    TEXT,
    item     TEXT,
    created  BIGINT NOT NULL,
    changed  BIGINT NOT NULL
);
CREATE INDEX upload_owner ON upload (owner, changed);
CREATE INDEX upload_changed ON upload (changed);

-- The pieces in which it came: the piece that begins at byte `start` lies under its own SHA-256 beside the other files.
CREATE TABLE upload_piece (
    upload TEXT   NOT NULL,
    start  BIGINT NOT NULL,
    sha256 TEXT   NOT NULL,
    PRIMARY KEY (upload, start)
);

-- The items that have a file, as a contact sheet shows them: copies of the working copy, written with it. `words` are what is
-- searched, in small letters; `place` is the order within a series.
CREATE TABLE frame (
    item    TEXT   NOT NULL PRIMARY KEY,
    sha256  TEXT   NOT NULL,
    media   TEXT   NOT NULL,
    caption TEXT   NOT NULL,
    credit  TEXT   NOT NULL,
    words   TEXT   NOT NULL,
    series  TEXT,
    place   BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX frame_sha256 ON frame (sha256);
CREATE INDEX frame_series ON frame (series, place);
INSERT INTO frame (item, sha256, media, caption, credit, words, series)
SELECT id,
    story::json #>> '{content,media,sha256}',
    story::json #>> '{content,media}',
    coalesce(story::json #>> '{content,caption}', ''),
    coalesce(story::json #>> '{rights,credit}', ''),
    lower(slug || ' ' || headline || ' ' || coalesce(story::json #>> '{content,caption}', '')),
    story::json ->> 'group'
FROM item WHERE story::json #>> '{content,media,sha256}' IS NOT NULL;

-- What matters most in a picture, in ten-thousandths of its width and height from the upper left corner.
CREATE TABLE focus (
    item       TEXT   NOT NULL PRIMARY KEY,
    across     BIGINT NOT NULL,
    down       BIGINT NOT NULL,
    changed    BIGINT NOT NULL,
    changed_by TEXT   NOT NULL
);

-- A picture that was cut out of another, in pixels of the upright original.
CREATE TABLE crop (
    item     TEXT   NOT NULL PRIMARY KEY,
    original TEXT   NOT NULL,
    x        BIGINT NOT NULL,
    y        BIGINT NOT NULL,
    width    BIGINT NOT NULL,
    height   BIGINT NOT NULL
);
CREATE INDEX crop_original ON crop (original);
