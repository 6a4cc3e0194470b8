-- People who sign in through a browser: staff, and the people of subscribing organisations.
ALTER TABLE staff ADD COLUMN email TEXT;
CREATE UNIQUE INDEX staff_email ON staff (email);

-- `email` is where the agency writes to the organisation; `number` stands for it where many are listed together.
ALTER TABLE organisation ADD COLUMN email TEXT;
ALTER TABLE organisation ADD COLUMN number BIGINT;
UPDATE organisation SET number = (SELECT COUNT(*) FROM organisation earlier WHERE earlier.id <= organisation.id);
CREATE UNIQUE INDEX organisation_number ON organisation (number);

-- `email` is what they sign in with. A password is missing until an invitation was accepted. A master manages the others.
CREATE TABLE person (
    id           TEXT    NOT NULL PRIMARY KEY,
    organisation TEXT    NOT NULL REFERENCES organisation (id),
    email        TEXT    NOT NULL UNIQUE,
    name         TEXT    NOT NULL,
    master       BOOLEAN NOT NULL,
    password     TEXT,
    created      BIGINT  NOT NULL,
    frozen       BOOLEAN NOT NULL
);
CREATE INDEX person_organisation ON person (organisation);

-- A browser that is signed in. `kind` and `subject` say who: `staff` and a login, or `person` and an id.
-- `whole` is false while a second factor is still to be shown.
CREATE TABLE session (
    id          TEXT    NOT NULL PRIMARY KEY,
    secret_hash TEXT    NOT NULL UNIQUE,
    kind        TEXT    NOT NULL,
    subject     TEXT    NOT NULL,
    whole       BOOLEAN NOT NULL,
    created     BIGINT  NOT NULL,
    seen        BIGINT  NOT NULL,
    expires     BIGINT  NOT NULL,
    address     TEXT    NOT NULL,
    agent       TEXT    NOT NULL
);
CREATE INDEX session_subject ON session (kind, subject);
CREATE INDEX session_expires ON session (expires);
