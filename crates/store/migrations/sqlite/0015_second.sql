-- The second step of a sign-in: one-time codes, passkeys, recovery codes. `kind` and `subject` say whose, as in `session`.

-- `confirmed` is missing until a code was shown. `step` is the last one whose code was used, so that each works once.
CREATE TABLE totp (
    kind      TEXT   NOT NULL,
    subject   TEXT   NOT NULL,
    secret    TEXT   NOT NULL,
    created   BIGINT NOT NULL,
    confirmed BIGINT,
    step      BIGINT NOT NULL,
    PRIMARY KEY (kind, subject)
);

CREATE TABLE recovery_code (
    code_hash TEXT NOT NULL PRIMARY KEY,
    kind      TEXT NOT NULL,
    subject   TEXT NOT NULL
);
CREATE INDEX recovery_code_subject ON recovery_code (kind, subject);

-- `id` is the credential's. `handle` is the name under which the key itself keeps its holder. `data` holds the public
-- key and the counter.
CREATE TABLE passkey (
    id      TEXT   NOT NULL PRIMARY KEY,
    kind    TEXT   NOT NULL,
    subject TEXT   NOT NULL,
    handle  TEXT   NOT NULL,
    label   TEXT   NOT NULL,
    data    TEXT   NOT NULL,
    created BIGINT NOT NULL,
    used    BIGINT
);
CREATE INDEX passkey_subject ON passkey (kind, subject);

-- Browsers in which somebody signed in before: they are not slowed down when others guess at the account.
CREATE TABLE known_browser (
    secret_hash TEXT   NOT NULL,
    kind        TEXT   NOT NULL,
    subject     TEXT   NOT NULL,
    seen        BIGINT NOT NULL,
    PRIMARY KEY (secret_hash, kind, subject)
);
CREATE INDEX known_browser_subject ON known_browser (kind, subject);
CREATE INDEX known_browser_seen ON known_browser (seen);
