-- What the newsroom writes with: templates, snippets, and what an item is meant to be.

-- `news`, `advisory` or `test`: as which act the item goes out. Once it is out, that stays as it is.
ALTER TABLE item ADD COLUMN purpose TEXT NOT NULL DEFAULT 'news';

-- The agency's own templates; those that are built in have no row. `story` is the JSON of a manuscript with placeholders,
-- `purpose` what an item made of it is meant to be, `desk` the desk that it is for (all of them when NULL).
CREATE TABLE template (
    id         TEXT   NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL,
    purpose    TEXT   NOT NULL,
    language   TEXT   NOT NULL,
    desk       TEXT,
    story      TEXT   NOT NULL,
    changed    BIGINT NOT NULL,
    changed_by TEXT   NOT NULL
);
CREATE INDEX template_language ON template (language, name);

-- Blocks that are put into a text by a short name. `holder` says whose they are: `house`, `desk:ID` or `person:LOGIN`;
-- `language` is NULL where they fit every one.
CREATE TABLE snippet (
    id         BIGINT NOT NULL PRIMARY KEY,
    holder     TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    language   TEXT,
    body       TEXT   NOT NULL,
    changed    BIGINT NOT NULL,
    changed_by TEXT   NOT NULL,
    UNIQUE (holder, name)
);
