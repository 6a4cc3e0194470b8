-- Versions of products, and what a contract says beside its terms.

-- Every product as it was from `time` on; no data once it was deleted. Its number is not given again.
CREATE TABLE product_version (
    product BIGINT NOT NULL,
    version BIGINT NOT NULL,
    time    BIGINT NOT NULL,
    actor   TEXT   NOT NULL,
    data    TEXT,
    PRIMARY KEY (product, version)
);
INSERT INTO product_version (product, version, time, actor, data) SELECT id, 1, created, 'system', data FROM product;

-- `edit` counts the changes, so that nobody changes what they did not see.
ALTER TABLE contract ADD COLUMN edit BIGINT NOT NULL DEFAULT 1;

-- Who was told that a contract ends: once for each end and each number of days before it.
CREATE TABLE expiry (
    contract TEXT   NOT NULL REFERENCES contract (id),
    ends     BIGINT NOT NULL,
    days     BIGINT NOT NULL,
    time     BIGINT NOT NULL,
    PRIMARY KEY (contract, ends, days)
);
