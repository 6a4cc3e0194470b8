-- What the darkroom made of filed pictures: `source` is the SHA-256 of the filed file, `name` the rendition, `sha256` the
-- file that was made. `failed` says why none can be made. Rows can be deleted with the cursor `darkroom`, and are made again.
CREATE TABLE rendition (
    source     TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    sha256     TEXT,
    media_type TEXT,
    bytes      BIGINT,
    width      BIGINT,
    height     BIGINT,
    failed     TEXT,
    made       BIGINT NOT NULL,
    PRIMARY KEY (source, name)
);
