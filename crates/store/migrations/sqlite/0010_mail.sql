-- Letters that wait to be sent, and those that were. `text` is empty once one was sent that held a secret.
CREATE TABLE mail (
    id      TEXT   NOT NULL PRIMARY KEY,
    time    BIGINT NOT NULL,
    kind    TEXT   NOT NULL,
    to_name TEXT   NOT NULL,
    to_mail TEXT   NOT NULL,
    subject TEXT   NOT NULL,
    text    TEXT   NOT NULL,
    due     BIGINT,
    tries   BIGINT NOT NULL,
    sent    BIGINT,
    failed  TEXT
);
CREATE INDEX mail_due ON mail (due);
CREATE INDEX mail_time ON mail (time);
