-- What was taken under contracts with a limit, each revision once, and the temporary links to files.
CREATE TABLE download (
    contract TEXT   NOT NULL REFERENCES contract (id),
    item     TEXT   NOT NULL,
    version  BIGINT NOT NULL,
    month    TEXT   NOT NULL,
    time     BIGINT NOT NULL,
    taker    TEXT   NOT NULL,
    PRIMARY KEY (contract, item, version)
);
CREATE INDEX download_month ON download (contract, month);

CREATE TABLE link (
    secret_hash TEXT   NOT NULL PRIMARY KEY,
    login       TEXT   NOT NULL,
    item        TEXT   NOT NULL,
    rendition   TEXT   NOT NULL,
    address     TEXT   NOT NULL,
    expires     BIGINT NOT NULL
);
CREATE INDEX link_expires ON link (expires);
