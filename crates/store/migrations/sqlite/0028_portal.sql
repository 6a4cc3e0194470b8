-- What the portal keeps for each reader. It goes with the person.

-- `settings` is a JSON object of the screens' own. `top` is the newest number of the wire that was shown to them, and
-- `visited` when that was; both are missing before the first visit.
CREATE TABLE reader (
    person   TEXT NOT NULL PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
    settings TEXT NOT NULL,
    top      BIGINT,
    visited  BIGINT
);

-- What they have seen, opened and marked, for each 1,024 numbers of the wire that they did so with: a bit for each number, the
-- lowest bit first, without the empty bytes at the end.
CREATE TABLE reader_marks (
    person TEXT   NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    block  BIGINT NOT NULL,
    seen   BLOB   NOT NULL,
    opened BLOB   NOT NULL,
    marked BLOB   NOT NULL,
    PRIMARY KEY (person, block)
);
