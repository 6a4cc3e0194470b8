-- What waits for a second person is seen in the lists and outlives a hold; files that nobody filed are taken away.

-- A hold gives the items of a kill that waits another version. When the bytes of the request were made again for it, and by
-- whose act.
ALTER TABLE approval ADD COLUMN remade    BIGINT;
ALTER TABLE approval ADD COLUMN remade_by TEXT;

-- Lists show what waits: a request that begins or ends rings for its items.
CREATE TRIGGER asked_item_rings AFTER INSERT ON approval_item BEGIN
    UPDATE bell SET n = n + 1 WHERE one = 1;
    INSERT INTO item_bell (item, n) VALUES (NEW.item, (SELECT n FROM bell WHERE one = 1))
        ON CONFLICT (item) DO UPDATE SET n = excluded.n;
END;
CREATE TRIGGER ended_request_rings AFTER UPDATE OF state ON approval BEGIN
    UPDATE bell SET n = n + 1 WHERE one = 1;
    INSERT INTO item_bell (item, n)
        SELECT item, (SELECT n FROM bell WHERE one = 1) FROM approval_item WHERE approval = NEW.id
        ON CONFLICT (item) DO UPDATE SET n = excluded.n;
END;

-- The name of the whole file in the store, and whether this upload brought it there: then it goes when the upload does.
ALTER TABLE upload ADD COLUMN sha256 TEXT;
ALTER TABLE upload ADD COLUMN is_new BOOLEAN NOT NULL DEFAULT FALSE;

-- Every item whose working copy has named a file, since this table is here: its history has the file when the item has it no
-- longer. Files from before were brought by no upload of the table above, and stay.
CREATE TABLE file_user (
    sha256 TEXT NOT NULL,
    item   TEXT NOT NULL,
    PRIMARY KEY (sha256, item)
);
