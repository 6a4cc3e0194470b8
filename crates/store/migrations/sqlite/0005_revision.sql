-- Counts the changes of who is let in and of what they may have, so that open streams learn of one by reading one row.
CREATE TABLE account_revision (
    one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    n   BIGINT NOT NULL
);
INSERT INTO account_revision (one, n) VALUES (1, 0);
