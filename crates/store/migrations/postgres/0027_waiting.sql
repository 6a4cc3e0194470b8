-- What waits for a second person is seen in the lists and outlives a hold; files that nobody filed are taken away.

-- A hold gives the items of a kill that waits another version. When the bytes of the request were made again for it, and by
-- whose act.
ALTER TABLE approval ADD COLUMN remade    BIGINT;
ALTER TABLE approval ADD COLUMN remade_by TEXT;

-- Lists show what waits: a request that begins or ends rings for its items.
CREATE FUNCTION asked_item_rings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM ring(NEW.item);
    RETURN NULL;
END $$;
CREATE TRIGGER asked_item_rings AFTER INSERT ON approval_item FOR EACH ROW EXECUTE FUNCTION asked_item_rings();
CREATE FUNCTION ended_request_rings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM ring(item) FROM approval_item WHERE approval = NEW.id ORDER BY item;
    RETURN NULL;
END $$;
CREATE TRIGGER ended_request_rings AFTER UPDATE OF state ON approval FOR EACH ROW EXECUTE FUNCTION ended_request_rings();

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
