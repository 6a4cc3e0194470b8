//! The alerts of a reader, and up to which they have read them.

use crate::{AlertError, Alerts, SearchId, settings::priority};
use account::PersonId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Row, StoreError, args};
use story::{Act, ItemId, Lang, Priority};

/// Alerts that one page holds, at most.
pub const ALERTS_MAX: u32 = 100;

/// A search that found something, by the name that it had then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundBy {
    /// Its number.
    pub id: SearchId,
    /// Its name.
    pub name: String,
}

/// A version that was found for somebody. It holds no text of the item: whoever shows it asks the gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Its number; in the order in which alerts were raised.
    pub id: u64,
    /// The dispatch that brought the version.
    pub seq: u64,
    /// The item.
    pub item: ItemId,
    /// The version.
    pub version: u32,
    /// What the dispatch did.
    pub act: Act,
    /// When the alert was raised.
    pub time: Timestamp,
    /// How urgent the story is.
    pub priority: Priority,
    /// The language of the item.
    pub language: Lang,
    /// The searches that found it.
    pub searches: Vec<FoundBy>,
    /// Whether it makes a sound.
    pub sound: bool,
    /// Whether it was read.
    pub read: bool,
}

/// The column `searches`.
pub(crate) fn found_by(row: &Row) -> Result<Vec<FoundBy>, StoreError> {
    let corrupt = |e: serde_json::Error| StoreError::Corrupt { column: "searches", why: e.to_string() };
    serde_json::from_str(&row.text("searches")?).map_err(corrupt)
}

fn read(row: &Row, upto: u64) -> Result<Alert, StoreError> {
    let (id, version) = (row.count("id")?, u32::try_from(row.int("version")?));
    Ok(Alert {
        id,
        seq: row.count("seq")?,
        item: row.parsed("item")?,
        version: version.map_err(|e| StoreError::Corrupt { column: "version", why: e.to_string() })?,
        act: row.parsed("act")?,
        time: story::from_millis(row.int("time")?),
        priority: priority(row.int("priority")?)?,
        language: row.parsed("language")?,
        searches: found_by(row)?,
        sound: row.flag("sound")?,
        read: id <= upto,
    })
}

impl Alerts {
    /// Somebody's newest alerts, or those before one of them; the newest first, at most `limit` and [`ALERTS_MAX`].
    pub async fn alerts(&self, who: &PersonId, before: Option<u64>, limit: u32) -> Result<Vec<Alert>, AlertError> {
        let sql = "SELECT id, seq, item, version, act, time, priority, language, searches, sound FROM alert \
                   WHERE person = $1 AND portal = TRUE AND id < $2 ORDER BY id DESC LIMIT $3";
        let upto = self.read_upto(who).await?;
        let rows = self.db.all(sql, args![who.as_str(), before.unwrap_or(u64::MAX), limit.min(ALERTS_MAX)]).await?;
        Ok(rows.iter().map(|row| read(row, upto)).collect::<Result<_, _>>()?)
    }

    /// Somebody's alerts after one of them, the oldest first, at most [`ALERTS_MAX`].
    pub async fn alerts_after(&self, who: &PersonId, after: u64) -> Result<Vec<Alert>, AlertError> {
        let sql = "SELECT id, seq, item, version, act, time, priority, language, searches, sound FROM alert \
                   WHERE person = $1 AND portal = TRUE AND id > $2 ORDER BY id LIMIT $3";
        let upto = self.read_upto(who).await?;
        let rows = self.db.all(sql, args![who.as_str(), after, ALERTS_MAX]).await?;
        Ok(rows.iter().map(|row| read(row, upto)).collect::<Result<_, _>>()?)
    }

    /// The number of somebody's newest alert; 0 when there is none. Nobody is told how many others have.
    pub async fn newest_alert(&self, who: &PersonId) -> Result<u64, AlertError> {
        let sql = "SELECT COALESCE(MAX(id), 0) AS id FROM alert WHERE person = $1 AND portal = TRUE";
        let row = self.db.one(sql, args![who.as_str()]).await?;
        Ok(row.map_or(Ok(0), |row| row.count("id"))?)
    }

    /// How many alerts somebody has not read.
    pub async fn unread(&self, who: &PersonId) -> Result<u64, AlertError> {
        let sql = "SELECT COUNT(*) AS n FROM alert WHERE person = $1 AND portal = TRUE AND id > $2";
        let row = self.db.one(sql, args![who.as_str(), self.read_upto(who).await?]).await?;
        Ok(row.map_or(Ok(0), |row| row.count("n"))?)
    }

    /// Notes that somebody has read everything up to an alert. It never goes back.
    ///
    /// # Errors
    /// [`AlertError::Bad`] for a number after their newest alert.
    pub async fn read_alerts(&self, who: &PersonId, upto: u64) -> Result<(), AlertError> {
        if upto > self.newest_alert(who).await? {
            return Err(AlertError::Bad { field: "upto", why: "is after your newest alert".to_owned() });
        }
        self.db
            .run(
                "INSERT INTO alert_read (person, upto) VALUES ($1, $2) ON CONFLICT (person) DO UPDATE \
                 SET upto = excluded.upto WHERE alert_read.upto < excluded.upto",
                args![who.as_str(), upto],
            )
            .await?;
        Ok(())
    }

    async fn read_upto(&self, who: &PersonId) -> Result<u64, AlertError> {
        let row = self.db.one("SELECT upto FROM alert_read WHERE person = $1", args![who.as_str()]).await?;
        Ok(row.map_or(Ok(0), |row| row.count("upto"))?)
    }
}
