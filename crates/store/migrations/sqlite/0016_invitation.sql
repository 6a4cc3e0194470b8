-- Letters that let somebody in, and sign-in through an organisation's own identity provider.

-- The secret links of letters: `purpose` is `invitation` or `reset`; `kind` and `subject` say for whom, as in `session`.
-- A link ends when its holder has another address than the `email` that it was sent to.
CREATE TABLE invitation (
    secret_hash TEXT   NOT NULL PRIMARY KEY,
    purpose     TEXT   NOT NULL,
    kind        TEXT   NOT NULL,
    subject     TEXT   NOT NULL,
    email       TEXT   NOT NULL,
    expires     BIGINT NOT NULL
);
CREATE INDEX invitation_subject ON invitation (kind, subject);
CREATE INDEX invitation_expires ON invitation (expires);

-- Invitations that were sent lately, so that nobody's mailbox is filled. `email_hash` is no address that can be read.
CREATE TABLE invitation_sent (
    id         TEXT   NOT NULL PRIMARY KEY,
    email_hash TEXT   NOT NULL,
    time       BIGINT NOT NULL
);
CREATE INDEX invitation_sent_email ON invitation_sent (email_hash, time);
CREATE INDEX invitation_sent_time ON invitation_sent (time);

-- Who asked lately for another password, whether the account exists or not. `email_hash` is no address that can be read.
CREATE TABLE reset_ask (
    id         TEXT   NOT NULL PRIMARY KEY,
    email_hash TEXT   NOT NULL,
    address    TEXT   NOT NULL,
    time       BIGINT NOT NULL
);
CREATE INDEX reset_ask_email ON reset_ask (email_hash, time);
CREATE INDEX reset_ask_address ON reset_ask (address, time);
CREATE INDEX reset_ask_time ON reset_ask (time);

-- An organisation's own OpenID provider. `forced`: its people have no other way in. `adds`: whom it vouches for is added.
CREATE TABLE provider (
    organisation  TEXT    NOT NULL PRIMARY KEY REFERENCES organisation (id) ON DELETE CASCADE,
    issuer        TEXT    NOT NULL,
    client_id     TEXT    NOT NULL,
    client_secret TEXT    NOT NULL,
    forced        BOOLEAN NOT NULL,
    adds          BOOLEAN NOT NULL
);

-- The domains of mail addresses that it vouches for.
CREATE TABLE provider_domain (
    domain       TEXT NOT NULL PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES provider (organisation) ON DELETE CASCADE
);
CREATE INDEX provider_domain_organisation ON provider_domain (organisation);

-- A browser that was sent to a provider and has not come back. `address` is the network that it began at.
CREATE TABLE provider_visit (
    state_hash   TEXT   NOT NULL PRIMARY KEY,
    browser_hash TEXT   NOT NULL,
    organisation TEXT   NOT NULL REFERENCES provider (organisation) ON DELETE CASCADE,
    nonce        TEXT   NOT NULL,
    verifier     TEXT   NOT NULL,
    next         TEXT   NOT NULL,
    address      TEXT   NOT NULL,
    expires      BIGINT NOT NULL
);
CREATE INDEX provider_visit_address ON provider_visit (address);
CREATE INDEX provider_visit_expires ON provider_visit (expires);
