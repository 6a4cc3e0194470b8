-- The audit is only added to, whoever asks for something else.
CREATE INDEX audit_actor ON audit (actor, id);
CREATE FUNCTION audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'lines of the audit are not changed and not deleted';
END $$;
CREATE TRIGGER audit_not_changed BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_is_kept();
CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_is_kept();

-- What stands still for everybody: `releases`, `staff`, `subscribers`; a row while it does.
CREATE TABLE standstill (
    what   TEXT   NOT NULL PRIMARY KEY,
    reason TEXT   NOT NULL,
    actor  TEXT   NOT NULL,
    time   BIGINT NOT NULL
);
