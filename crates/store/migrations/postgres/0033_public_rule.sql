-- The agency's rule for its public site; no row while it has set none. `edit` counts the changes, so that nobody changes
-- what they did not see.
CREATE TABLE public_rule (
    one  BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    edit BIGINT NOT NULL,
    data TEXT   NOT NULL
);

-- The rule as it was from some time on.
CREATE TABLE public_rule_version (
    edit  BIGINT NOT NULL PRIMARY KEY,
    time  BIGINT NOT NULL,
    actor TEXT   NOT NULL,
    data  TEXT   NOT NULL
);

-- How each story was first shown on the public site. A row is never changed: a story takes its place in the number of its
-- day once, and neither a kill nor another section gives that back. `version` is the one that was shown first: of
-- what was corrected until then the public had read nothing.
CREATE TABLE page_first (
    item     TEXT   NOT NULL PRIMARY KEY,
    language TEXT   NOT NULL,
    category BIGINT NOT NULL,
    released BIGINT NOT NULL,
    version  BIGINT NOT NULL
);
CREATE INDEX page_first_day ON page_first (language, category, released);
INSERT INTO page_first (item, language, category, released, version)
    SELECT item, language, category, released, 0 FROM page WHERE kind = 'text';
