-- Letters that wait to be sent, and those that were. `due` is when the next try is made: null once it was sent or given
-- up. `failed` is what went wrong at the last try. `text` is emptied once the letter was sent: it may hold a link that
-- lets somebody in.
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
