-- The agency, its staff, its subscribers and their rights.
CREATE TABLE agency (
    one  BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    data TEXT   NOT NULL
);

CREATE TABLE staff (
    id       TEXT    NOT NULL PRIMARY KEY,
    login    TEXT    NOT NULL UNIQUE,
    name     TEXT    NOT NULL,
    role     TEXT    NOT NULL,
    password TEXT    NOT NULL,
    created  BIGINT  NOT NULL,
    frozen   BOOLEAN NOT NULL
);

CREATE TABLE organisation (
    id      TEXT    NOT NULL PRIMARY KEY,
    name    TEXT    NOT NULL UNIQUE,
    created BIGINT  NOT NULL,
    frozen  BOOLEAN NOT NULL
);

CREATE TABLE api_user (
    id           TEXT    NOT NULL PRIMARY KEY,
    organisation TEXT    NOT NULL REFERENCES organisation (id),
    login        TEXT    NOT NULL UNIQUE,
    password     TEXT    NOT NULL,
    created      BIGINT  NOT NULL,
    frozen       BOOLEAN NOT NULL
);

CREATE TABLE api_key (
    id           TEXT   NOT NULL PRIMARY KEY,
    organisation TEXT   NOT NULL REFERENCES organisation (id),
    label        TEXT   NOT NULL,
    prefix       TEXT   NOT NULL,
    secret_hash  TEXT   NOT NULL UNIQUE,
    created      BIGINT NOT NULL,
    revoked      BIGINT
);

CREATE TABLE contract (
    id           TEXT   NOT NULL PRIMARY KEY,
    organisation TEXT   NOT NULL REFERENCES organisation (id),
    terms        TEXT   NOT NULL,
    created      BIGINT NOT NULL
);
CREATE INDEX contract_organisation ON contract (organisation);

CREATE TABLE product (
    id      BIGINT NOT NULL PRIMARY KEY,
    data    TEXT   NOT NULL,
    created BIGINT NOT NULL
);

CREATE TABLE audit (
    id      TEXT   NOT NULL PRIMARY KEY,
    time    BIGINT NOT NULL,
    actor   TEXT   NOT NULL,
    act     TEXT   NOT NULL,
    subject TEXT   NOT NULL,
    detail  TEXT   NOT NULL
);
CREATE INDEX audit_subject ON audit (subject, time);
