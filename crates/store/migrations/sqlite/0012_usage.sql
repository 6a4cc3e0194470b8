-- What was given, to whom: who holds what, and counts by the hour.

-- Rows are only added. `organisations` are those that a version newly reached: the runs of their numbers
-- (`organisation.number`), each as the gap since the run before and how many more follow it: `3,4+5` is 3 and 7 to 12.
CREATE TABLE holding (
    item          TEXT   NOT NULL,
    version       BIGINT NOT NULL,
    how           TEXT   NOT NULL,
    time          BIGINT NOT NULL,
    organisations TEXT   NOT NULL
);
CREATE INDEX holding_item ON holding (item, version);

-- Sums. `organisation` is a number; `hour` is the time at which it began, or the day where hours were put together.
CREATE TABLE usage (
    hour         BIGINT NOT NULL,
    organisation BIGINT NOT NULL,
    taker        TEXT   NOT NULL,
    product      BIGINT NOT NULL,
    kind         TEXT   NOT NULL,
    format       TEXT   NOT NULL,
    way          TEXT   NOT NULL,
    given        BIGINT NOT NULL,
    bytes        BIGINT NOT NULL,
    PRIMARY KEY (hour, organisation, taker, product, kind, format, way)
);
CREATE INDEX usage_organisation ON usage (organisation, hour);

-- What was taken is kept for contracts without a limit too, with how and in which form.
ALTER TABLE download ADD COLUMN organisation TEXT;
ALTER TABLE download ADD COLUMN way TEXT;
ALTER TABLE download ADD COLUMN format TEXT;
UPDATE download SET organisation = (SELECT contract.organisation FROM contract WHERE contract.id = download.contract);
CREATE INDEX download_organisation ON download (organisation, time);
