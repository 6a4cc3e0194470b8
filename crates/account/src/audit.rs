//! Who did what, when: rows are added in the transaction of the act, and never changed.

use crate::{AccountError, Accounts};
use jiff::Timestamp;
use std::sync::atomic::{AtomicU32, Ordering};
use store::{Row, StoreError, Tx, args};

/// One line of the audit.
#[derive(Debug, Clone)]
pub struct AuditLine<'a> {
    /// When.
    pub time: Timestamp,
    /// Who: a staff login, or `system`.
    pub actor: &'a str,
    /// What was done, one word.
    pub act: &'a str,
    /// To what: the id of an item, an organisation …
    pub subject: &'a str,
    /// More, in words. Holds no text of an item.
    pub detail: &'a str,
}

/// Adds a line to the audit, inside the transaction of the act itself.
pub async fn audit(tx: &mut Tx, line: &AuditLine<'_>) -> Result<(), StoreError> {
    // What one process writes within a millisecond stays in the order in which it was written.
    static WRITTEN: AtomicU32 = AtomicU32::new(0);
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(|e| StoreError::Unusable(e.to_string()))?;
    let (millis, nth) = (story::to_millis(line.time), WRITTEN.fetch_add(1, Ordering::Relaxed));
    tx.run(
        "INSERT INTO audit (id, time, actor, act, subject, detail) VALUES ($1, $2, $3, $4, $5, $6)",
        args![
            format!("{millis:013}-{nth:08x}{}", hex::encode(random)),
            millis,
            line.actor,
            line.act,
            line.subject,
            line.detail
        ],
    )
    .await
    .map(drop)
}

/// Lines of the audit that one page holds, at most.
pub const AUDIT_LINES_MAX: u32 = 500;

/// A line as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its id; in the order of time.
    pub id: String,
    /// When.
    pub time: Timestamp,
    /// Who.
    pub actor: String,
    /// What was done.
    pub act: String,
    /// To what.
    pub subject: String,
    /// More, in words.
    pub detail: String,
}

/// Which lines are looked for; what is empty does not choose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditQuery {
    /// Who did it.
    pub actor: String,
    /// What was done, the whole word.
    pub act: String,
    /// To what, the whole id.
    pub subject: String,
    /// Words that stand anywhere in the line, in capitals or not (of other alphabets than the English one, as written).
    pub text: String,
    /// From this time on.
    pub from: Option<Timestamp>,
    /// Before this time.
    pub until: Option<Timestamp>,
}

/// The head of [`AuditEntry::csv`].
pub const AUDIT_CSV_HEAD: &str = "time,actor,act,subject,detail\r\n";

impl AuditEntry {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.text("id")?,
            time: story::from_millis(row.int("time")?),
            actor: row.text("actor")?,
            act: row.text("act")?,
            subject: row.text("subject")?,
            detail: row.text("detail")?,
        })
    }

    /// The line as CSV (RFC 4180 §2).
    pub fn csv(&self) -> String {
        let time = self.time.to_string();
        let fields = [&time, &self.actor, &self.act, &self.subject, &self.detail].map(|text| csv_field(text));
        fields.join(",") + "\r\n"
    }
}

/// A field of CSV in quotes (RFC 4180 §2). A text that a spreadsheet would take for a formula is kept from it: a login that somebody tried can
/// be any text.
pub fn csv_field(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

impl Accounts {
    /// The newest lines that a query finds, at most [`AUDIT_LINES_MAX`]; those before the line with the id `before`, if one
    /// is named.
    pub async fn audit_lines(
        &self,
        query: &AuditQuery,
        before: Option<&str>,
        limit: u32,
    ) -> Result<Vec<AuditEntry>, AccountError> {
        let millis = |time: Option<Timestamp>, none| time.map_or(none, story::to_millis);
        let escaped = query.text.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let rows = self
            .db
            .all(
                "SELECT id, time, actor, act, subject, detail FROM audit \
                 WHERE ($1 = '' OR actor = $1) AND ($2 = '' OR act = $2) AND ($3 = '' OR subject = $3) \
                 AND ($4 = '' OR LOWER(actor || ' ' || act || ' ' || subject || ' ' || detail) LIKE $5 ESCAPE '\\') \
                 AND time >= $6 AND time < $7 AND ($8 = '' OR id < $8) ORDER BY id DESC LIMIT $9",
                args![
                    query.actor.as_str(),
                    query.act.as_str(),
                    query.subject.as_str(),
                    query.text.as_str(),
                    format!("%{escaped}%"),
                    millis(query.from, i64::MIN),
                    millis(query.until, i64::MAX),
                    before.unwrap_or_default(),
                    limit.min(AUDIT_LINES_MAX)
                ],
            )
            .await?;
        Ok(rows.iter().map(AuditEntry::read).collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_of_csv_cannot_be_left_and_counts_nothing() {
        let line = AuditEntry {
            id: "1".to_owned(),
            time: Timestamp::UNIX_EPOCH,
            actor: "=cmd()".to_owned(),
            act: "kill".to_owned(),
            subject: "tel:text:20260901:1".to_owned(),
            detail: "He said \"no\",\ntwice".to_owned(),
        };
        let csv =
            "\"1970-01-01T00:00:00Z\",\"'=cmd()\",\"kill\",\"tel:text:20260901:1\",\"He said \"\"no\"\",\ntwice\"\r\n";
        assert_eq!(line.csv(), csv);
        assert_eq!(csv_field("\r=1+1"), "\"'\r=1+1\"");
    }
}
