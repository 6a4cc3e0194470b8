//! Recalls: a dispatch that those who have the story are called for. Who was called, how each came by the story, and when
//! they are reminded.

use crate::{AccountError, Accounts, AuditLine, OrganisationId, Receipt, audit, key::secret_hash, random_secret};
use jiff::{SignedDuration, Timestamp};
use store::{Row, StoreError, Tx, args};
use story::{Act, ItemId};

/// Minutes after a kill at which those who have not confirmed are reminded.
pub const REMINDER_MINUTES: [i64; 4] = [15, 60, 240, 1_440];
/// Seconds between two reminders of the same kill, whoever asks for the second.
pub const REMINDER_PAUSE_SECS: i64 = 60;
/// Days that the link of a letter can be used.
pub const RECALL_LINK_DAYS: i64 = 30;

/// A dispatch that organisations are called for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recall {
    /// The number of the dispatch.
    pub seq: u64,
    /// The item.
    pub item: ItemId,
    /// The version that the dispatch brought.
    pub version: u32,
    /// What it does.
    pub act: Act,
    /// When it was logged.
    pub time: Timestamp,
    /// The reason that its notice gives. Holds no text of the item.
    pub reason: Option<String>,
    /// Whoever does not confirm is reminded.
    pub required: bool,
}

/// When an organisation got an earlier version first, in each way that was seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Held {
    /// By feed or stream.
    pub delivered: Option<Timestamp>,
    /// Opened by itself.
    pub opened: Option<Timestamp>,
    /// A file was taken.
    pub downloaded: Option<Timestamp>,
}

impl Held {
    /// False when nothing was seen, and the organisation is called because its contract covered the story.
    pub fn is_seen(&self) -> bool {
        self.delivered.or(self.opened).or(self.downloaded).is_some()
    }
}

/// An organisation that is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receiver {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// How it came by the story.
    pub held: Held,
    /// Its receipt.
    pub receipt: Option<Receipt>,
    /// How often it was reminded.
    pub reminders: u32,
    /// When it is reminded next.
    pub due: Option<Timestamp>,
    /// When a letter was written to it last.
    pub told: Option<Timestamp>,
}

/// A recall with how far it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecallLine {
    /// The recall.
    pub recall: Recall,
    /// Organisations that were seen to have the story.
    pub held: u64,
    /// Organisations that were called.
    pub called: u64,
    /// Organisations that confirmed.
    pub confirmed: u64,
}

impl RecallLine {
    /// Organisations that have not confirmed.
    pub fn open(&self) -> u64 {
        self.called.saturating_sub(self.confirmed)
    }
}

/// Whom a letter's link stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecallLink {
    /// The recall.
    pub seq: u64,
    /// The organisation.
    pub organisation: OrganisationId,
    /// The address that the letter was written to.
    pub email: String,
}

/// A statement that answers recalls, for [`Recall::read`]: `r` is the recall.
macro_rules! select_recall {
    ($more:literal, $rest:literal) => {
        concat!("SELECT r.seq, r.item, r.version, r.act, r.time, r.reason, r.required", $more, " FROM recall r ", $rest)
    };
}

/// The columns of [`Receiver::read`]: `v` is the receiver and `o` the organisation.
macro_rules! select_receiver {
    ($rest:literal) => {
        concat!(
            "SELECT v.organisation, o.name, v.delivered, v.opened, v.downloaded, v.confirmed, v.through, v.confirmed_by, ",
            "v.note, v.reminders, v.due, v.told FROM recall_receiver v JOIN organisation o ON o.id = v.organisation ",
            $rest
        )
    };
}
pub(crate) use select_receiver;

impl Recall {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            seq: row.count("seq")?,
            item: row.parsed("item")?,
            version: version(row)?,
            act: row.parsed("act")?,
            time: story::from_millis(row.int("time")?),
            reason: row.text_or_null("reason")?,
            required: row.flag("required")?,
        })
    }

    /// When those who have not confirmed are reminded next, after `now`.
    pub fn next_reminder(&self, now: Timestamp) -> Option<Timestamp> {
        let mut times = REMINDER_MINUTES.iter().map(|minutes| self.time + SignedDuration::from_mins(*minutes));
        times.find(|time| self.required && *time > now)
    }
}

fn version(row: &Row) -> Result<u32, StoreError> {
    u32::try_from(row.int("version")?).map_err(|e| StoreError::Corrupt { column: "version", why: e.to_string() })
}

fn time(row: &Row, column: &'static str) -> Result<Option<Timestamp>, StoreError> {
    Ok(row.int_or_null(column)?.map(story::from_millis))
}

impl Receiver {
    pub(crate) fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            organisation: OrganisationId(row.text("organisation")?),
            name: row.text("name")?,
            held: Held {
                delivered: time(row, "delivered")?,
                opened: time(row, "opened")?,
                downloaded: time(row, "downloaded")?,
            },
            receipt: Receipt::read(row)?,
            reminders: u32::try_from(row.int("reminders")?).unwrap_or(u32::MAX),
            due: time(row, "due")?,
            told: time(row, "told")?,
        })
    }
}

impl Accounts {
    /// The newest recalls, at most `limit`, with how far each has come.
    pub async fn recalls(&self, limit: u32) -> Result<Vec<RecallLine>, AccountError> {
        let sql = select_recall!(
            ", (SELECT COUNT(*) FROM recall_receiver v WHERE v.seq = r.seq) AS called, \
             (SELECT COUNT(*) FROM recall_receiver v WHERE v.seq = r.seq AND v.confirmed IS NOT NULL) AS confirmed, \
             (SELECT COUNT(*) FROM recall_receiver v WHERE v.seq = r.seq \
              AND COALESCE(v.delivered, v.opened, v.downloaded) IS NOT NULL) AS held",
            "ORDER BY r.seq DESC LIMIT $1"
        );
        let rows = self.db.all(sql, args![i64::from(limit)]).await?;
        let line = |row: &Row| {
            let (held, called, confirmed) = (row.count("held")?, row.count("called")?, row.count("confirmed")?);
            Ok(RecallLine { recall: Recall::read(row)?, held, called, confirmed })
        };
        rows.iter().map(line).collect()
    }

    /// One recall.
    pub async fn recall(&self, seq: u64) -> Result<Recall, AccountError> {
        let row = self.db.one(select_recall!("", "WHERE r.seq = $1"), args![seq]).await?;
        let recall = row.as_ref().map(Recall::read).transpose()?;
        recall.ok_or_else(|| AccountError::Unknown { what: "recall", name: seq.to_string() })
    }

    /// Who is called by a recall: those who have not confirmed first, then by name.
    pub async fn receivers(&self, seq: u64) -> Result<Vec<Receiver>, AccountError> {
        let sql = select_receiver!(
            "WHERE v.seq = $1 ORDER BY CASE WHEN v.confirmed IS NULL THEN 0 ELSE 1 END, o.name, v.organisation"
        );
        let rows = self.db.all(sql, args![seq]).await?;
        Ok(rows.iter().map(Receiver::read).collect::<Result<_, _>>()?)
    }

    /// The number of the recall that a version of an item made.
    pub async fn recall_of(&self, item: &ItemId, version: u32) -> Result<Option<u64>, AccountError> {
        let sql = "SELECT seq FROM recall WHERE item = $1 AND version = $2";
        let row = self.db.one(sql, args![item.as_str(), i64::from(version)]).await?;
        Ok(row.map(|row| row.count("seq")).transpose()?)
    }

    /// The recalls since `since`, oldest first, for those who look again at who has the story.
    pub async fn recalls_since(&self, since: Timestamp) -> Result<Vec<Recall>, AccountError> {
        let sql = select_recall!("", "WHERE r.time >= $1 ORDER BY r.seq");
        let rows = self.db.all(sql, args![story::to_millis(since)]).await?;
        Ok(rows.iter().map(Recall::read).collect::<Result<_, _>>()?)
    }

    /// What an organisation is called for, the newest first: at most `limit`, without those that it confirmed if
    /// `open`.
    pub async fn recalls_to(
        &self,
        organisation: &OrganisationId,
        open: bool,
        limit: u32,
    ) -> Result<Vec<(Recall, Receiver)>, AccountError> {
        let sql = concat!(
            "SELECT r.seq, r.item, r.version, r.act, r.time, r.reason, r.required, v.organisation, o.name, v.delivered, ",
            "v.opened, v.downloaded, v.confirmed, v.through, v.confirmed_by, v.note, v.reminders, v.due, v.told ",
            "FROM recall_receiver v JOIN recall r ON r.seq = v.seq JOIN organisation o ON o.id = v.organisation ",
            "WHERE v.organisation = $1 AND (v.confirmed IS NULL OR $2 = FALSE) ORDER BY v.seq DESC LIMIT $3"
        );
        let rows = self.db.all(sql, args![organisation.as_str(), open, i64::from(limit)]).await?;
        rows.iter().map(|row| Ok((Recall::read(row)?, Receiver::read(row)?))).collect()
    }

    /// Has those reminded who have not confirmed and were not told within the last [`REMINDER_PAUSE_SECS`]; answers how
    /// many. The letters are written by whoever keeps the schedule, within seconds.
    pub async fn remind(&self, seq: u64, by: &str) -> Result<u64, AccountError> {
        let recall = self.recall(seq).await?;
        let now = self.clock.now();
        let pause = now - SignedDuration::from_secs(REMINDER_PAUSE_SECS);
        let mut tx = self.db.begin().await?;
        let reminded = tx
            .run(
                "UPDATE recall_receiver SET due = $1 WHERE seq = $2 AND confirmed IS NULL \
                 AND (told IS NULL OR told <= $3) AND (due IS NULL OR due > $1)",
                args![story::to_millis(now), seq, story::to_millis(pause)],
            )
            .await?;
        let detail = format!("{} v{}: {reminded} organisations", recall.item, recall.version);
        let line = AuditLine { time: now, actor: by, act: "remind", subject: recall.item.as_str(), detail: &detail };
        audit(&mut tx, &line).await?;
        tx.commit().await?;
        Ok(reminded)
    }

    /// The organisations whose reminders are due, at most `limit`, with the time at which each was.
    pub async fn reminders_due(&self, limit: u32) -> Result<Vec<(u64, OrganisationId, Timestamp)>, AccountError> {
        let sql = "SELECT seq, organisation, due FROM recall_receiver \
                   WHERE due <= $1 AND confirmed IS NULL ORDER BY due, seq, organisation LIMIT $2";
        let rows = self.db.all(sql, args![story::to_millis(self.clock.now()), i64::from(limit)]).await?;
        let due = |row: &Row| {
            let organisation = OrganisationId(row.text("organisation")?);
            Ok((row.count("seq")?, organisation, story::from_millis(row.int("due")?)))
        };
        rows.iter().map(due).collect()
    }

    /// Whom the secret of a letter's link stands for; `None` when there is no such link, or when its time is over.
    pub async fn recall_link(&self, secret: &str) -> Result<Option<RecallLink>, AccountError> {
        let sql = "SELECT seq, organisation, email FROM recall_link WHERE secret_hash = $1 AND expires > $2";
        let row = self.db.one(sql, args![secret_hash(secret), story::to_millis(self.clock.now())]).await?;
        let link = |row: Row| {
            let organisation = OrganisationId(row.text("organisation")?);
            Ok(RecallLink { seq: row.count("seq")?, organisation, email: row.text("email")? })
        };
        row.map(link).transpose()
    }
}

/// Writes a recall down, inside the transaction that calls for it. One that is known stays as it is.
pub async fn put_recall(tx: &mut Tx, recall: &Recall) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO recall (seq, item, version, act, time, reason, required) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (seq) DO NOTHING",
        args![
            recall.seq,
            recall.item.as_str(),
            i64::from(recall.version),
            recall.act.name(),
            story::to_millis(recall.time),
            recall.reason.clone(),
            recall.required
        ],
    )
    .await
    .map(drop)
}

/// Calls an organisation, and notes how it came by the story. What was noted before stays. Answers whether nobody was
/// told yet: then, and only then, the caller writes the letters in the same transaction.
pub async fn put_receiver(
    tx: &mut Tx,
    recall: &Recall,
    organisation: &OrganisationId,
    held: Held,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let millis = |time: Option<Timestamp>| time.map(story::to_millis);
    tx.run(
        "INSERT INTO recall_receiver (seq, organisation, delivered, opened, downloaded, reminders) \
         VALUES ($1, $2, $3, $4, $5, 0) ON CONFLICT (seq, organisation) DO UPDATE SET \
         delivered = COALESCE(recall_receiver.delivered, excluded.delivered), \
         opened = COALESCE(recall_receiver.opened, excluded.opened), \
         downloaded = COALESCE(recall_receiver.downloaded, excluded.downloaded)",
        args![recall.seq, organisation.as_str(), millis(held.delivered), millis(held.opened), millis(held.downloaded)],
    )
    .await?;
    if !recall.required {
        return Ok(false);
    }
    let told = tx
        .run(
            "UPDATE recall_receiver SET told = $1, due = $2 \
             WHERE seq = $3 AND organisation = $4 AND told IS NULL AND confirmed IS NULL",
            args![story::to_millis(now), millis(recall.next_reminder(now)), recall.seq, organisation.as_str()],
        )
        .await?;
    Ok(told > 0)
}

/// Takes a reminder that was due at `due` off the schedule, and puts the next one on it. Answers whether it was still
/// there: then, and only then, the caller writes the letters in the same transaction.
pub async fn take_reminder(
    tx: &mut Tx,
    recall: &Recall,
    organisation: &OrganisationId,
    due: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let next = recall.next_reminder(now).map(story::to_millis);
    let taken = tx
        .run(
            "UPDATE recall_receiver SET reminders = reminders + 1, told = $1, due = $2 \
             WHERE seq = $3 AND organisation = $4 AND due = $5 AND confirmed IS NULL",
            args![story::to_millis(now), next, recall.seq, organisation.as_str(), story::to_millis(due)],
        )
        .await?;
    Ok(taken > 0)
}

/// Makes the link of one letter, inside the transaction that posts it; answers its secret. Links that are over are
/// forgotten on the way.
pub async fn add_recall_link(tx: &mut Tx, link: &RecallLink, now: Timestamp) -> Result<String, AccountError> {
    let secret = random_secret()?;
    let expires = now + SignedDuration::from_hours(24 * RECALL_LINK_DAYS);
    tx.run("DELETE FROM recall_link WHERE expires <= $1", args![story::to_millis(now)]).await?;
    tx.run(
        "INSERT INTO recall_link (secret_hash, seq, organisation, email, expires) VALUES ($1, $2, $3, $4, $5)",
        args![
            secret_hash(&secret),
            link.seq,
            link.organisation.as_str(),
            link.email.as_str(),
            story::to_millis(expires)
        ],
    )
    .await?;
    Ok(secret)
}

/// Where an organisation is written to: its own address, and its masters. Names and addresses, each address once.
pub async fn addressees(tx: &mut Tx, organisation: &OrganisationId) -> Result<Vec<(String, String)>, StoreError> {
    let rows = tx
        .all(
            "SELECT name, email, 0 AS rank FROM organisation WHERE id = $1 AND email IS NOT NULL UNION ALL \
             SELECT name, email, 1 AS rank FROM person WHERE organisation = $1 AND master = TRUE AND frozen = FALSE \
             ORDER BY rank, email",
            args![organisation.as_str()],
        )
        .await?;
    let mut found: Vec<(String, String)> = Vec::new();
    for row in &rows {
        let (name, email) = (row.text("name")?, row.text("email")?);
        if !found.iter().any(|(_, known)| known.eq_ignore_ascii_case(&email)) {
            found.push((name, email));
        }
    }
    Ok(found)
}
