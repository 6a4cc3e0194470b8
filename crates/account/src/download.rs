//! What was taken under each contract: each revision once, in the month in which it was first taken. A contract with a
//! limit counts these; for one without they are its history.

use crate::{AccountError, Accounts, Contract, OrganisationId, Subscriber, Way, deed::settle};
use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use std::{fmt, str::FromStr};
use store::{Row, StoreError, Tx, Value, args};
use story::{ItemId, RevisionId, TextFault};

/// Lines that one page of the history holds, at most.
pub const DOWNLOADS_MAX: u32 = 500;

/// Whether a revision may be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// The contract has no limit.
    Unlimited,
    /// It was taken, now or before; so many more may be taken this month.
    Within {
        /// How many more.
        left: u32,
    },
    /// The limit of this month is reached; nothing was taken.
    Over,
}

/// A revision that somebody wants to take.
#[derive(Debug, Clone, Copy)]
pub struct Take<'a> {
    /// The contract that it is taken under.
    pub contract: &'a str,
    /// Downloads a month that it allows; 0 for no limit.
    pub limit: u32,
    /// Who takes it.
    pub by: &'a Subscriber,
    /// The revision.
    pub revision: &'a RevisionId,
    /// How.
    pub way: Way,
    /// The format or the rendition.
    pub format: &'static str,
}

/// What is left of a contract's downloads of a month (UTC).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    /// Downloads a month.
    pub limit: u32,
    /// Those that are left.
    pub left: u32,
    /// When the month began.
    pub since: Timestamp,
    /// When the next one begins, and with it the count.
    pub until: Timestamp,
}

impl Quota {
    /// In the month of the time `now`.
    pub fn at(limit: u32, left: u32, now: Timestamp) -> Self {
        let (since, until) = month_of(now);
        Self { limit, left, since, until }
    }

    /// Those that were taken.
    pub fn used(&self) -> u32 {
        self.limit.saturating_sub(self.left)
    }
}

/// Something that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// When it was first taken.
    pub time: Timestamp,
    /// The item.
    pub item: ItemId,
    /// Its version.
    pub version: u32,
    /// The contract that it was taken under.
    pub contract: String,
    /// Who took it: `user:`, `key:` or `person:`, and a login or an id.
    pub taker: String,
    /// How, when it is known.
    pub way: Option<String>,
    /// The format or the rendition, when it is known.
    pub format: Option<String>,
}

impl Download {
    /// Its place in the history.
    pub fn mark(&self) -> Mark {
        Mark { time: self.time, contract: self.contract.clone(), item: self.item.clone(), version: self.version }
    }
}

/// A place in the history of downloads: the line after which to read on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    time: Timestamp,
    contract: String,
    item: ItemId,
    version: u32,
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}.{}", story::to_millis(self.time), self.version, self.contract, self.item)
    }
}

impl FromStr for Mark {
    type Err = TextFault;
    fn from_str(text: &str) -> Result<Self, TextFault> {
        let read = || {
            let mut parts = text.splitn(4, '.');
            let (time, version) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
            let contract = parts.next()?.to_owned();
            let hex = contract.bytes().all(|b| b.is_ascii_hexdigit());
            let item = parts.next()?.parse().ok()?;
            hex.then(|| Self { time: story::from_millis(time), contract, item, version })
        };
        read().ok_or(TextFault::Form("is not `next` of an earlier page"))
    }
}

/// When the month of a time began and when it ends (UTC).
pub(crate) fn month_of(now: Timestamp) -> (Timestamp, Timestamp) {
    let first = TimeZone::UTC.to_datetime(now).date().first_of_month();
    (beginning(first), beginning(first.checked_add(1.month()).unwrap_or(Date::MAX)))
}

/// The beginning of a day (UTC).
pub(crate) fn beginning(day: Date) -> Timestamp {
    TimeZone::UTC.to_timestamp(DateTime::from(day)).unwrap_or(Timestamp::MAX)
}

/// How many were taken of a month, and whether a revision is among all that ever were.
const STANDS: &str = "SELECT (SELECT COUNT(*) FROM download WHERE contract = $1 AND month = $2) AS n, \
                      (SELECT COUNT(*) FROM download WHERE contract = $1 AND item = $3 AND version = $4) AS known";

/// What is left of a month.
pub(crate) fn left(row: &Row, limit: u32) -> Result<u32, StoreError> {
    Ok(limit.saturating_sub(u32::try_from(row.count("n")?).unwrap_or(u32::MAX)))
}

/// The answer for a revision that was taken before, or when nothing is left; `None` when it can be taken now.
pub(crate) fn settled(row: &Row, limit: u32) -> Result<Option<Taken>, StoreError> {
    let left = left(row, limit)?;
    let known = row.count("known")? > 0;
    Ok(if known { Some(Taken::Within { left }) } else { (left == 0).then_some(Taken::Over) })
}

fn corrupt(why: &str) -> StoreError {
    StoreError::Corrupt { column: "n", why: why.to_owned() }
}

impl Accounts {
    /// Takes a revision under a contract. One without a limit costs nothing here: it is written with what the meter counts.
    pub async fn take(&self, take: &Take<'_>) -> Result<Taken, AccountError> {
        let now = self.clock.now();
        if take.limit == 0 {
            self.meter().took(Taking::of(take, now));
            return Ok(Taken::Unlimited);
        }
        let taking = Taking::of(take, now);
        // Whoever comes again, and whoever comes when nothing is left, does not keep those waiting who write.
        if let Some(row) = self.db.one(STANDS, taking.asked()).await?
            && let Some(taken) = settled(&row, take.limit)?
        {
            return Ok(taken);
        }
        let mut tx = self.db.begin().await?;
        let taken = async {
            // Two takers at once wait for each other here, so that neither counts without the other.
            tx.run("UPDATE contract SET created = created WHERE id = $1", args![take.contract]).await?;
            let row = tx.one(STANDS, taking.asked()).await?.ok_or_else(|| corrupt("no sum"))?;
            if let Some(taken) = settled(&row, take.limit)? {
                return Ok(taken);
            }
            let left = left(&row, take.limit)? - 1;
            taking.write(&mut tx).await?;
            Ok(Taken::Within { left })
        }
        .await;
        settle(tx, taken).await
    }

    /// What is left of a contract's downloads of this month; `None` when it has no limit.
    pub async fn quota(&self, contract: &Contract) -> Result<Option<Quota>, AccountError> {
        let limit = contract.terms.download_limit;
        if limit == 0 {
            return Ok(None);
        }
        let now = self.clock.now();
        let count = "SELECT COUNT(*) AS n FROM download WHERE contract = $1 AND month = $2";
        let row = self.db.one(count, args![contract.id.as_str(), month_name(now)]).await?;
        let used = row.map_or(Ok(0), |row| row.count("n"))?;
        let left = u64::from(limit).saturating_sub(used);
        Ok(Some(Quota::at(limit, u32::try_from(left).unwrap_or(u32::MAX), now)))
    }

    /// What an organisation took, the newest first, at most `limit` and [`DOWNLOADS_MAX`]; with `before`, what was taken
    /// before that line of an earlier page.
    pub async fn downloads(
        &self,
        organisation: &OrganisationId,
        before: Option<&Mark>,
        limit: u32,
    ) -> Result<Vec<Download>, AccountError> {
        let (time, item, version, contract) = match before {
            Some(last) => {
                let (item, version) = (last.item.as_str(), i64::from(last.version));
                (story::to_millis(last.time), item, version, last.contract.as_str())
            }
            None => (i64::MAX, "", 0, ""),
        };
        let rows = self
            .db
            .all(
                "SELECT time, item, version, contract, taker, way, format FROM download \
                 WHERE organisation = $1 AND (time < $2 OR (time = $2 AND (item > $3 OR (item = $3 AND \
                 (version > $4 OR (version = $4 AND contract > $5)))))) \
                 ORDER BY time DESC, item, version, contract LIMIT $6",
                args![organisation.as_str(), time, item, version, contract, limit.min(DOWNLOADS_MAX)],
            )
            .await?;
        Ok(rows.iter().map(Download::read).collect::<Result<_, _>>()?)
    }
}

impl Download {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let version = row.count("version")?;
        Ok(Self {
            time: story::from_millis(row.int("time")?),
            item: row.parsed("item")?,
            version: u32::try_from(version)
                .map_err(|e| StoreError::Corrupt { column: "version", why: e.to_string() })?,
            contract: row.text("contract")?,
            taker: row.text("taker")?,
            way: row.text_or_null("way")?,
            format: row.text_or_null("format")?,
        })
    }
}

pub(crate) fn month_name(now: Timestamp) -> String {
    now.strftime("%Y-%m").to_string()
}

/// A row of `download`.
#[derive(Debug, Clone)]
pub(crate) struct Taking {
    pub(crate) contract: String,
    pub(crate) revision: RevisionId,
    organisation: OrganisationId,
    month: String,
    time: i64,
    taker: String,
    way: Way,
    format: &'static str,
}

impl Taking {
    fn of(take: &Take<'_>, now: Timestamp) -> Self {
        Self {
            contract: take.contract.to_owned(),
            revision: take.revision.clone(),
            organisation: take.by.organisation.clone(),
            month: month_name(now),
            time: story::to_millis(now),
            taker: take.by.via.taker(),
            way: take.way,
            format: take.format,
        }
    }

    /// What [`STANDS`] answers for a revision, and the row that would be written of it.
    pub(crate) async fn looked_up(tx: &mut Tx, take: &Take<'_>, now: Timestamp) -> Result<(Row, Self), StoreError> {
        let taking = Self::of(take, now);
        let row = tx.one(STANDS, taking.asked()).await?.ok_or_else(|| corrupt("no sum"))?;
        Ok((row, taking))
    }

    /// What [`STANDS`] is asked with.
    fn asked(&self) -> Vec<Value> {
        args![
            self.contract.as_str(),
            self.month.as_str(),
            self.revision.item.as_str(),
            i64::from(self.revision.version)
        ]
    }

    /// Writes it, if the revision was not taken before and the contract still exists.
    pub(crate) async fn write(&self, tx: &mut Tx) -> Result<(), StoreError> {
        tx.run(
            "INSERT INTO download (contract, item, version, month, time, taker, organisation, way, format) \
             SELECT id, $2, $3, $4, $5, $6, $7, $8, $9 FROM contract WHERE id = $1 \
             ON CONFLICT (contract, item, version) DO NOTHING",
            args![
                self.contract.as_str(),
                self.revision.item.as_str(),
                self.revision.version,
                self.month.as_str(),
                self.time,
                self.taker.as_str(),
                self.organisation.as_str(),
                self.way.name(),
                self.format
            ],
        )
        .await
        .map(drop)
    }
}
