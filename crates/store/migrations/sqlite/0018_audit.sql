-- The audit is only added to, whoever asks for something else.
CREATE INDEX audit_actor ON audit (actor, id);
CREATE TRIGGER audit_not_changed BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'lines of the audit are not changed');
END;
CREATE TRIGGER audit_not_deleted BEFORE DELETE ON audit BEGIN
    SELECT RAISE(ABORT, 'lines of the audit are not deleted');
END;

-- What stands still for everybody: `releases`, `staff`, `subscribers`; a row while it does.
CREATE TABLE standstill (
    what   TEXT   NOT NULL PRIMARY KEY,
    reason TEXT   NOT NULL,
    actor  TEXT   NOT NULL,
    time   BIGINT NOT NULL
);
