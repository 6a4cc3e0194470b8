//! What was posted and what became of it, for the office.

use jiff::Timestamp;
use store::{Db, Row, StoreError, Tx, args};

/// What became of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailState {
    /// It waits until then for its next try.
    Waiting(Timestamp),
    /// It was sent.
    Sent(Timestamp),
    /// It was given up.
    Failed,
}

/// A letter as it can be listed: without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailLine {
    /// Its id.
    pub id: String,
    /// When it was posted.
    pub time: Timestamp,
    /// What it is about, one word.
    pub kind: String,
    /// The address that it goes to.
    pub email: String,
    /// Its subject.
    pub subject: String,
    /// How often it was tried.
    pub tries: u64,
    /// What became of it.
    pub state: MailState,
    /// Why the last try failed.
    pub why: Option<String>,
}

impl MailLine {
    /// How often it was tried, in words: `once`, `4 times`.
    pub fn times(&self) -> String {
        if self.tries == 1 { "once".to_owned() } else { format!("{} times", self.tries) }
    }
}

/// The letters that were posted last, the newest first; those that wait or were given up only, if `unsent`.
pub async fn lines(db: &Db, unsent: bool, limit: u32) -> Result<Vec<MailLine>, StoreError> {
    let sql = if unsent {
        "SELECT id, time, kind, to_mail, subject, due, tries, sent, failed FROM mail WHERE sent IS NULL \
         ORDER BY time DESC, id LIMIT $1"
    } else {
        "SELECT id, time, kind, to_mail, subject, due, tries, sent, failed FROM mail ORDER BY time DESC, id LIMIT $1"
    };
    db.all(sql, args![limit]).await?.iter().map(line).collect()
}

fn line(row: &Row) -> Result<MailLine, StoreError> {
    let time = |millis: Option<i64>| millis.map(story::from_millis);
    let state = match (time(row.int_or_null("sent")?), time(row.int_or_null("due")?)) {
        (Some(sent), _) => MailState::Sent(sent),
        (None, Some(due)) => MailState::Waiting(due),
        (None, None) => MailState::Failed,
    };
    Ok(MailLine {
        id: row.text("id")?,
        time: story::from_millis(row.int("time")?),
        kind: row.text("kind")?,
        email: row.text("to_mail")?,
        subject: row.text("subject")?,
        tries: row.count("tries")?,
        state,
        why: row.text_or_null("failed")?,
    })
}

/// Has a letter tried again at once, as if it had never been tried. False when there is none that was given up or waits.
pub async fn again(tx: &mut Tx, id: &str, now: Timestamp) -> Result<bool, StoreError> {
    let sql = "UPDATE mail SET due = $1, tries = 0 WHERE id = $2 AND sent IS NULL";
    Ok(tx.run(sql, args![story::to_millis(now), id]).await? > 0)
}
