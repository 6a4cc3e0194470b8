-- The site's own hub (WebSub): who subscribes to which feed, and what is still to be sent to them.

-- Up to when everything that became due by the clock was noted, and how far the site's follower had come when the hub last
-- looked: while it stands before that, pages are being made again, and nothing is sent.
CREATE TABLE hub_state (
    told    BIGINT NOT NULL,
    reached BIGINT NOT NULL
);
INSERT INTO hub_state (told, reached) VALUES (0, 0);

-- A feed that somebody subscribed to, by the path of its address. `key` is what it depends on. The follower counts `touched`
-- and sets `settles`, the time from which the feed is looked at; `stopped` says that a kill or a hold is among the changes.
-- Where the feed is another one then (`hash`), `version` is counted; `stop` is the last version with a kill or a hold.
-- `failed` and `failure` are of the last request that came to nothing.
CREATE TABLE hub_topic (
    path    TEXT    NOT NULL PRIMARY KEY,
    key     TEXT    NOT NULL,
    version BIGINT  NOT NULL DEFAULT 0,
    stop    BIGINT  NOT NULL DEFAULT 0,
    hash    TEXT,
    touched BIGINT  NOT NULL DEFAULT 0,
    settles BIGINT,
    stopped BOOLEAN NOT NULL DEFAULT FALSE,
    failed  BIGINT,
    failure TEXT    NOT NULL DEFAULT ''
);
CREATE INDEX hub_topic_key ON hub_topic (key);
CREATE INDEX hub_topic_settles ON hub_topic (settles) WHERE settles IS NOT NULL;

-- A machine with callbacks. `rest` is until when it is left alone: somebody is asking it, or it did not answer; `tries`
-- counts how often it did not.
CREATE TABLE hub_host (
    host  TEXT   NOT NULL PRIMARY KEY,
    rest  BIGINT NOT NULL DEFAULT 0,
    tries BIGINT NOT NULL DEFAULT 0
);

-- A subscription. `id` is half of the SHA-256 of callback and path; `topic` is the address as the subscriber wrote it. It
-- was sent `version` of its feed, and `tried` is the one that was last tried; `since` is when the first of its tries failed,
-- and `due` when the next one may be.
CREATE TABLE hub_subscription (
    id        TEXT   NOT NULL PRIMARY KEY,
    path      TEXT   NOT NULL REFERENCES hub_topic (path),
    topic     TEXT   NOT NULL,
    callback  TEXT   NOT NULL,
    host      TEXT   NOT NULL,
    secret    TEXT,
    added     BIGINT NOT NULL,
    ends      BIGINT NOT NULL,
    version   BIGINT NOT NULL,
    tried     BIGINT NOT NULL,
    due       BIGINT NOT NULL DEFAULT 0,
    tries     BIGINT NOT NULL DEFAULT 0,
    since     BIGINT,
    delivered BIGINT,
    failed    BIGINT,
    failure   TEXT   NOT NULL DEFAULT ''
);
CREATE INDEX hub_subscription_path ON hub_subscription (path, version);
CREATE INDEX hub_subscription_host ON hub_subscription (host);
CREATE INDEX hub_subscription_ends ON hub_subscription (ends);

-- A request that its subscriber is still to confirm: the last one for a callback and a feed. `version` is the feed's when
-- it came, so that nothing that changes meanwhile is missed; `nonce` tells it from one that takes its place.
CREATE TABLE hub_request (
    id         TEXT   NOT NULL PRIMARY KEY,
    nonce      TEXT   NOT NULL,
    mode       TEXT   NOT NULL,
    path       TEXT   NOT NULL REFERENCES hub_topic (path),
    topic      TEXT   NOT NULL,
    callback   TEXT   NOT NULL,
    host       TEXT   NOT NULL,
    secret     TEXT,
    lease_secs BIGINT NOT NULL,
    version    BIGINT NOT NULL,
    asked      BIGINT NOT NULL,
    due        BIGINT NOT NULL,
    tries      BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX hub_request_due ON hub_request (due);
CREATE INDEX hub_request_host ON hub_request (host);
CREATE INDEX hub_request_path ON hub_request (path);
