-- Saved searches, and what was found for their readers.

-- Numbers that are given once: of searches and of alerts, and how often searches were changed. Whoever counts makes others
-- wait until the end of the transaction, so that the numbers are in the order of commit.
CREATE TABLE alert_counter (
    name TEXT   NOT NULL PRIMARY KEY,
    n    BIGINT NOT NULL
);
INSERT INTO alert_counter (name, n) VALUES ('search', 0), ('alert', 0), ('revision', 0);

-- `person` is missing for what an organisation shares. `revision` is the count of changes at which it was changed last:
-- whoever holds searches in memory reads what is newer. One that was deleted stays as an empty row, to be read so.
CREATE TABLE saved_search (
    id           BIGINT  NOT NULL PRIMARY KEY,
    organisation TEXT    NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    person       TEXT    REFERENCES person (id) ON DELETE CASCADE,
    name         TEXT    NOT NULL,
    folder       TEXT    NOT NULL,
    query        TEXT    NOT NULL,
    made_by      TEXT    NOT NULL,
    created      BIGINT  NOT NULL,
    changed      BIGINT  NOT NULL,
    revision     BIGINT  NOT NULL,
    deleted      BOOLEAN NOT NULL
);
CREATE INDEX saved_search_organisation ON saved_search (organisation, person);
CREATE INDEX saved_search_person ON saved_search (person);
CREATE INDEX saved_search_revision ON saved_search (revision);

-- How somebody hears of what a search finds.
CREATE TABLE search_delivery (
    search BIGINT  NOT NULL REFERENCES saved_search (id) ON DELETE CASCADE,
    person TEXT    NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    portal BOOLEAN NOT NULL,
    sound  BOOLEAN NOT NULL,
    email  TEXT    NOT NULL,
    PRIMARY KEY (search, person)
);
CREATE INDEX search_delivery_person ON search_delivery (person);

-- Secret addresses of feeds: of the secret, its SHA-256.
CREATE TABLE search_address (
    secret_hash TEXT   NOT NULL PRIMARY KEY,
    search      BIGINT NOT NULL REFERENCES saved_search (id) ON DELETE CASCADE,
    person      TEXT   NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    created     BIGINT NOT NULL,
    UNIQUE (search, person)
);
CREATE INDEX search_address_person ON search_address (person);

-- When and how somebody wants their letters, as JSON.
CREATE TABLE alert_settings (
    person TEXT NOT NULL PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
    data   TEXT NOT NULL
);

-- One version of an item that was found for somebody. It holds no text of the item. `searches` is JSON: the searches that
-- it met, with their names. `portal`, `sound` and `email` are what those asked for together. `due` is when its letter is to
-- be written, and `mail` the letter that was written.
CREATE TABLE alert (
    id           BIGINT  NOT NULL PRIMARY KEY,
    organisation TEXT    NOT NULL,
    person       TEXT    NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    item         TEXT    NOT NULL,
    version      BIGINT  NOT NULL,
    seq          BIGINT  NOT NULL,
    act          TEXT    NOT NULL,
    time         BIGINT  NOT NULL,
    priority     BIGINT  NOT NULL,
    language     TEXT    NOT NULL,
    searches     TEXT    NOT NULL,
    portal       BOOLEAN NOT NULL,
    sound        BOOLEAN NOT NULL,
    email        TEXT    NOT NULL,
    due          BIGINT,
    mail         TEXT,
    UNIQUE (item, version, person)
);
CREATE INDEX alert_person ON alert (person, id);
CREATE INDEX alert_time ON alert (time);
CREATE INDEX alert_due ON alert (due) WHERE due IS NOT NULL;
CREATE INDEX alert_mail ON alert (mail) WHERE mail IS NOT NULL;

-- Up to which alert somebody has read.
CREATE TABLE alert_read (
    person TEXT   NOT NULL PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
    upto   BIGINT NOT NULL
);

-- Dispatches under embargo, and when it ends.
CREATE TABLE alert_embargo (
    seq BIGINT NOT NULL PRIMARY KEY,
    due BIGINT NOT NULL
);
CREATE INDEX alert_embargo_due ON alert_embargo (due);
