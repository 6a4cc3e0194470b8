-- What the content delivery network in front of the site is still to be told: each key once. `n` is the change that it
-- stands for, so that what changes while it is told is told again. `urgent` is what was taken back. `again` is what was
-- taken once and is told a second time. `since` is when the first change of those that wait came, and `due` when it is told.
CREATE TABLE purge (
    key    TEXT    NOT NULL PRIMARY KEY,
    n      BIGINT  NOT NULL,
    urgent BOOLEAN NOT NULL,
    again  BOOLEAN NOT NULL,
    since  BIGINT  NOT NULL,
    due    BIGINT  NOT NULL
);
CREATE INDEX purge_due ON purge (urgent, due);

-- The items that the network is told of when they appear.
CREATE TABLE purge_later (
    item    TEXT   NOT NULL PRIMARY KEY,
    show_at BIGINT NOT NULL
);
CREATE INDEX purge_later_due ON purge_later (show_at);

-- How many changes there were; up to which dispatch the site's follower noted them; the edit of the rule, the day and the
-- languages that the network was told last; by what pages were made then (a hash). When it took something last, and when it
-- did not, and why.
CREATE TABLE purge_state (
    n         BIGINT NOT NULL,
    seq       BIGINT NOT NULL,
    rule      BIGINT NOT NULL,
    day       TEXT   NOT NULL,
    languages TEXT   NOT NULL,
    mark      TEXT   NOT NULL,
    taken     BIGINT,
    failed    BIGINT,
    failure   TEXT   NOT NULL
);
INSERT INTO purge_state (n, seq, rule, day, languages, mark, failure) VALUES (0, -1, 0, '', '', '', '');

-- Whom an answer to a letter goes to, where that is somebody else than whom it is from.
ALTER TABLE mail ADD COLUMN reply_name TEXT NOT NULL DEFAULT '';
ALTER TABLE mail ADD COLUMN reply_mail TEXT NOT NULL DEFAULT '';
