//! Alarms: a login or a key that went silent or asks badly. And the history of hours by which silence is told.

use crate::{AccountError, Accounts, Asker, AuditLine, OrganisationId, Tally, Via, audit, random_id};
use jiff::Timestamp;
use std::{collections::BTreeSet, str::FromStr};
use store::{Row, StoreError, Tx, args};

/// Hours that are remembered of a taker.
pub const HOURS_KEPT: usize = 7 * 24;

/// What can be the matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matter {
    /// It asked regularly, and does not any more.
    Silent,
    /// It polls the feed again and again without waiting, and finds nothing.
    IdlePolls,
    /// It reads the feed from the very beginning again and again.
    FromStart,
    /// It asks faster than is allowed, and does not wait when it is told to.
    TooFast,
    /// Many of its requests are refused or fail.
    Errors,
}

impl Matter {
    /// Every matter.
    pub const ALL: [Self; 5] = [Self::Silent, Self::IdlePolls, Self::FromStart, Self::TooFast, Self::Errors];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::IdlePolls => "idle_polls",
            Self::FromStart => "from_start",
            Self::TooFast => "too_fast",
            Self::Errors => "errors",
        }
    }

    /// What it is, in a few words.
    pub fn title(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::IdlePolls => "polls without waiting",
            Self::FromStart => "reads from the beginning",
            Self::TooFast => "asks too fast",
            Self::Errors => "many errors",
        }
    }

    /// What to do about it.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Silent => {
                "Look whether the program still runs and reaches us. Nothing is lost: it goes on from the last `seq` \
                 that it holds."
            }
            Self::IdlePolls => {
                "Ask for the feed with `wait=30`: the answer comes as soon as there is something. Or keep \
                 `/api/v1/stream` open."
            }
            Self::FromStart => {
                "Keep the `next` of each page, and ask with `after` set to it. `after=0` is for the first time."
            }
            Self::TooFast => "Wait as many seconds as `Retry-After` says before you ask again.",
            Self::Errors => "Read the `detail` of the answers: each says what is wrong with the request.",
        }
    }
}

impl FromStr for Matter {
    type Err = String;
    fn from_str(s: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|matter| matter.name() == s).ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            format!("`{s}` is not one of {names}")
        })
    }
}

/// An alarm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// Its id.
    pub id: String,
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub organisation_name: String,
    /// The login or key.
    pub via: Via,
    /// What is the matter.
    pub matter: Matter,
    /// What was seen, in a sentence.
    pub detail: String,
    /// When it began.
    pub began: Timestamp,
    /// When it was over; `None` while it stands.
    pub ended: Option<Timestamp>,
}

/// A login or key as it was seen, in all its ways together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Its organisation.
    pub organisation: OrganisationId,
    /// The organisation's name.
    pub organisation_name: String,
    /// The login or key.
    pub via: Via,
    /// When it asked last.
    pub last: Timestamp,
    /// The hours since 1970 in which it asked, within [`HOURS_KEPT`].
    pub hours: BTreeSet<i64>,
}

/// A statement that answers alarms, for [`Alarm::read`]: `a` is the alarm and `o` the organisation.
macro_rules! select_alarm {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.organisation, o.name AS organisation_name, a.kind, a.name, a.matter, a.detail, a.began, a.ended ",
            "FROM alarm a JOIN organisation o ON o.id = a.organisation ",
            $rest
        )
    };
}

impl Alarm {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.text("id")?,
            organisation: OrganisationId(row.text("organisation")?),
            organisation_name: row.text("organisation_name")?,
            via: via(row)?,
            matter: row.parsed("matter")?,
            detail: row.text("detail")?,
            began: story::from_millis(row.int("began")?),
            ended: row.int_or_null("ended")?.map(story::from_millis),
        })
    }
}

impl Via {
    /// What it is: `user`, `key` or `person`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::Key(_) => "key",
            Self::Person(_) => "person",
        }
    }
}

fn via(row: &Row) -> Result<Via, StoreError> {
    let name = row.text("name")?;
    match row.text("kind")?.as_str() {
        "user" => Ok(Via::User(name)),
        "key" => Ok(Via::Key(name)),
        "person" => Ok(Via::Person(name)),
        other => Err(StoreError::Corrupt { column: "kind", why: format!("`{other}` is no way to sign in") }),
    }
}

/// The hour of a time, counted from 1970.
pub fn hour_of(time: Timestamp) -> i64 {
    time.as_second().div_euclid(3_600)
}

/// The text of hours moved on to the hour of `now`, and that one marked.
fn marked(hours: &str, last: Timestamp, now: Timestamp) -> String {
    let moved = usize::try_from(hour_of(now) - hour_of(last)).unwrap_or(0).min(HOURS_KEPT);
    let mut text: String = hours.chars().skip((hours.len() + moved).saturating_sub(HOURS_KEPT)).collect();
    text.extend(std::iter::repeat_n('0', moved));
    text.pop();
    text.push('1');
    text
}

impl Accounts {
    /// Writes down who asked, and in which hour.
    pub async fn mark_takers(&self, notes: &[(Asker, Tally)]) -> Result<(), AccountError> {
        let mut tx = self.db.begin().await?;
        for (taker, tally) in notes {
            let Some(now) = tally.last else { continue };
            let (kind, name, way) = (taker.via.kind(), taker.via.name(), taker.way.name());
            let known = "SELECT last, hours FROM taker \
                         WHERE kind = $1 AND name = $2 AND way = $3 AND organisation = $4";
            let known = tx.one(known, args![kind, name, way, taker.organisation.as_str()]).await?;
            let hours = match known {
                Some(row) => marked(&row.text("hours")?, story::from_millis(row.int("last")?), now),
                None => "1".to_owned(),
            };
            tx.run(
                "INSERT INTO taker (kind, name, way, organisation, last, hours) \
                 SELECT $1, $2, $3, id, $5, $6 FROM organisation WHERE id = $4 \
                 ON CONFLICT (kind, name, way) DO UPDATE SET \
                 organisation = excluded.organisation, last = excluded.last, hours = excluded.hours",
                args![kind, name, way, taker.organisation.as_str(), story::to_millis(now), hours],
            )
            .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Every login and key that was seen asking and may still sign in, by organisation and name.
    pub async fn seen(&self) -> Result<Vec<Seen>, AccountError> {
        let rows = self
            .db
            .all(
                "SELECT t.kind, t.name, t.organisation, o.name AS organisation_name, t.last, t.hours FROM taker t \
                 JOIN organisation o ON o.id = t.organisation \
                 LEFT JOIN api_user u ON t.kind = 'user' AND u.login = t.name \
                 LEFT JOIN api_key k ON t.kind = 'key' AND k.id = t.name \
                 WHERE o.frozen = FALSE AND (u.frozen = FALSE OR (k.id IS NOT NULL AND k.revoked IS NULL \
                 AND (k.expires IS NULL OR k.expires > $1))) ORDER BY o.name, t.kind, t.name",
                args![story::to_millis(self.clock.now())],
            )
            .await?;
        let mut all: Vec<Seen> = Vec::new();
        for row in &rows {
            let (via, last, text) = (via(row)?, story::from_millis(row.int("last")?), row.text("hours")?);
            let newest = hour_of(last);
            let hours = text.bytes().rev().zip(0..).filter(|(hour, _)| *hour == b'1').map(|(_, back)| newest - back);
            match all.last_mut().filter(|seen| seen.via == via) {
                Some(seen) => {
                    seen.last = seen.last.max(last);
                    seen.hours.extend(hours);
                }
                None => all.push(Seen {
                    organisation: OrganisationId(row.text("organisation")?),
                    organisation_name: row.text("organisation_name")?,
                    via,
                    last,
                    hours: hours.collect(),
                }),
            }
        }
        Ok(all)
    }

    /// The alarms that stand, the newest first.
    pub async fn open_alarms(&self) -> Result<Vec<Alarm>, AccountError> {
        let rows = self.db.all(select_alarm!("WHERE a.ended IS NULL ORDER BY a.began DESC, a.id"), args![]).await?;
        Ok(rows.iter().map(Alarm::read).collect::<Result<_, _>>()?)
    }

    /// The alarms that are over, the newest first, at most `limit`.
    pub async fn past_alarms(&self, limit: u32) -> Result<Vec<Alarm>, AccountError> {
        let sql = select_alarm!("WHERE a.ended IS NOT NULL ORDER BY a.ended DESC, a.id LIMIT $1");
        let rows = self.db.all(sql, args![i64::from(limit)]).await?;
        Ok(rows.iter().map(Alarm::read).collect::<Result<_, _>>()?)
    }

    /// What organisations are not watched for: id, name and matter.
    pub async fn unwatched(&self) -> Result<Vec<(OrganisationId, String, Matter)>, AccountError> {
        let sql = "SELECT f.organisation, o.name, f.matter FROM alarm_off f JOIN organisation o ON o.id = f.organisation \
                   ORDER BY o.name, f.matter";
        let rows = self.db.all(sql, args![]).await?;
        let line =
            |row: &Row| Ok((OrganisationId(row.text("organisation")?), row.text("name")?, row.parsed("matter")?));
        rows.iter().map(line).collect()
    }

    /// Has an organisation watched for something, or no longer.
    pub async fn watch_for(
        &self,
        organisation: &OrganisationId,
        matter: Matter,
        on: bool,
        by: &str,
    ) -> Result<(), AccountError> {
        let mut tx = self.db.begin().await?;
        let args = args![organisation.as_str(), matter.name()];
        let changed = if on {
            tx.run("DELETE FROM alarm_off WHERE organisation = $1 AND matter = $2", args).await?
        } else {
            tx.run(
                "INSERT INTO alarm_off (organisation, matter) SELECT id, $2 FROM organisation WHERE id = $1 \
                 ON CONFLICT DO NOTHING",
                args,
            )
            .await?
        };
        if changed > 0 {
            let (act, now) = (if on { "watch" } else { "unwatch" }, self.clock.now());
            let line = AuditLine { time: now, actor: by, act, subject: organisation.as_str(), detail: matter.title() };
            audit(&mut tx, &line).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

/// Forgets what was seen of an organisation, inside the transaction that deletes it.
pub(crate) async fn forget(tx: &mut Tx, organisation: &OrganisationId) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM taker WHERE organisation = $1",
        "DELETE FROM alarm WHERE organisation = $1",
        "DELETE FROM alarm_off WHERE organisation = $1",
    ] {
        tx.run(sql, args![organisation.as_str()]).await?;
    }
    Ok(())
}

/// Raises an alarm; answers whether it did not stand yet. Then, and only then, the caller writes the letters in the same
/// transaction.
pub async fn raise_alarm(
    tx: &mut Tx,
    seen: &Seen,
    matter: Matter,
    detail: &str,
    now: Timestamp,
) -> Result<bool, AccountError> {
    let raised = tx
        .run(
            "INSERT INTO alarm (id, organisation, kind, name, matter, detail, began) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
            args![
                random_id()?,
                seen.organisation.as_str(),
                seen.via.kind(),
                seen.via.name(),
                matter.name(),
                detail,
                story::to_millis(now)
            ],
        )
        .await?;
    Ok(raised > 0)
}

/// Ends an alarm; answers whether it still stood, as [`raise_alarm`].
pub async fn end_alarm(tx: &mut Tx, id: &str, now: Timestamp) -> Result<bool, StoreError> {
    let sql = "UPDATE alarm SET ended = $1 WHERE id = $2 AND ended IS NULL";
    Ok(tx.run(sql, args![story::to_millis(now), id]).await? > 0)
}

/// Who looks after subscribers at the agency: names and addresses of those who are engaged for that, or else of the
/// administrators.
pub async fn business_addresses(tx: &mut Tx) -> Result<Vec<(String, String)>, StoreError> {
    let sql = "SELECT name, email FROM staff WHERE role = $1 AND email IS NOT NULL AND frozen = FALSE ORDER BY login";
    let mut rows = tx.all(sql, args!["business"]).await?;
    if rows.is_empty() {
        rows = tx.all(sql, args!["administrator"]).await?;
    }
    rows.iter().map(|row| Ok((row.text("name")?, row.text("email")?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(hour * 3_600 + 59).unwrap()
    }

    #[test]
    fn the_hours_move_on_and_the_oldest_are_forgotten() {
        assert_eq!(marked("1", at(100), at(100)), "1");
        assert_eq!(marked("1", at(100), at(101)), "11");
        assert_eq!(marked("11", at(101), at(104)), "11001");
        assert_eq!(marked("11", at(101), at(50)), "11", "a clock that was set back changes nothing");
        let full = marked(&"1".repeat(HOURS_KEPT), at(200), at(203));
        assert_eq!((full.len(), full.matches('0').count()), (HOURS_KEPT, 2));
        assert!(full.ends_with("1001"), "{full}");
        assert_eq!(marked("111", at(0), at(100_000)), format!("{}1", "0".repeat(HOURS_KEPT - 1)));
    }
}
