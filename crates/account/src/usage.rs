//! What was given, summed up: by day, organisation, taker, product, kind, format and way. Days and months are those of UTC,
//! as the download limits count them.

use crate::{
    AccountError, Accounts, OrganisationId,
    download::{beginning, month_of},
};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use std::{collections::HashMap, fmt, str::FromStr};
use store::{Row, StoreError, args};
use story::TextFault;

/// Milliseconds of a day.
const DAY_MILLIS: i64 = 86_400_000;
/// Days for which the hours are kept apart; then those of a day are put together.
pub const HOURS_DAYS: i64 = 35;
/// Months that [`Accounts::usage_by_month`] looks back.
pub const MONTHS_BACK: i32 = 12;

/// A month of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(Date);

impl Month {
    /// The month of a time.
    pub fn of(time: Timestamp) -> Self {
        Self(TimeZone::UTC.to_datetime(time).date().first_of_month())
    }

    /// The one so many months later.
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        Self(self.0.saturating_add(months.months()))
    }

    /// Its day of this number, counted from 0.
    pub(crate) fn day(self, number: i32) -> Date {
        self.0.saturating_add(number.days())
    }

    /// How many days it has.
    pub fn days(self) -> i8 {
        self.0.days_in_month()
    }

    fn bounds(self) -> (i64, i64) {
        let (from, until) = month_of(beginning(self.0));
        (story::to_millis(from), story::to_millis(until))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

impl FromStr for Month {
    type Err = TextFault;
    fn from_str(text: &str) -> Result<Self, TextFault> {
        let wrong = || TextFault::Form("is not a month such as 2026-09");
        let digits = text.len() == 7
            && text.bytes().enumerate().all(|(at, b)| if at == 4 { b == b'-' } else { b.is_ascii_digit() });
        let (year, month) = text.split_once('-').filter(|_| digits).ok_or_else(wrong)?;
        let numbers = year.parse::<i16>().ok().zip(month.parse::<i8>().ok());
        let first = numbers.and_then(|(year, month)| Date::new(year, month, 1).ok());
        // Times end with the year 9999, and a month needs one after it.
        first.filter(|day| (1970..9_999).contains(&day.year())).map(Self).ok_or_else(wrong)
    }
}

/// What sums are taken by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    /// The day.
    Day,
    /// The organisation.
    Organisation,
    /// Who of the organisation: `user:`, `key:` or `person:`, and a login or an id.
    Taker,
    /// The product, by its number.
    Product,
    /// The kind of item.
    Kind,
    /// The format or the rendition.
    Format,
    /// The way.
    Way,
}

impl By {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Day, Self::Organisation, Self::Taker, Self::Product, Self::Kind, Self::Format, Self::Way];

    /// The word that tables and reports use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Organisation => "organisation",
            Self::Taker => "taker",
            Self::Product => "product",
            Self::Kind => "kind",
            Self::Format => "format",
            Self::Way => "way",
        }
    }
}

impl FromStr for By {
    type Err = TextFault;
    fn from_str(text: &str) -> Result<Self, TextFault> {
        Self::ALL
            .into_iter()
            .find(|by| by.name() == text)
            .ok_or(TextFault::Form("is none of: day, organisation, taker, product, kind, format, way"))
    }
}

/// A line of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageLine {
    /// What it is about: a date, a number, a word, or the id of an organisation.
    pub key: String,
    /// What it is called; the same as the key where that is a name already.
    pub name: String,
    /// How often something was given.
    pub given: u64,
    /// Bytes that were given.
    pub bytes: u64,
}

/// The statement for all organisations, and for one.
macro_rules! by {
    ($key:literal) => {
        (
            concat!(
                "SELECT ",
                $key,
                " AS name, CAST(SUM(given) AS BIGINT) AS given, CAST(SUM(bytes) AS BIGINT) AS bytes ",
                "FROM usage WHERE hour >= $1 AND hour < $2 GROUP BY 1 ORDER BY 2 DESC, 1"
            ),
            concat!(
                "SELECT ",
                $key,
                " AS name, CAST(SUM(given) AS BIGINT) AS given, CAST(SUM(bytes) AS BIGINT) AS bytes ",
                "FROM usage WHERE hour >= $1 AND hour < $2 AND organisation = $3 GROUP BY 1 ORDER BY 2 DESC, 1"
            ),
        )
    };
}

impl Accounts {
    /// What was given in a month, to all organisations or to one. Days come in order, and everything else begins with what
    /// was given most.
    pub async fn usage(
        &self,
        month: Month,
        by: By,
        organisation: Option<&OrganisationId>,
    ) -> Result<Vec<UsageLine>, AccountError> {
        let (from, until) = month.bounds();
        let rows = self.sums(by, from, until, organisation).await?;
        let mut lines = rows.iter().map(line).collect::<Result<Vec<_>, _>>()?;
        match by {
            By::Day => {
                lines.sort_by_key(|line| line.key.parse::<i64>().ok());
                for line in &mut lines {
                    line.key = day(&line.key)?.to_string();
                    line.name.clone_from(&line.key);
                }
            }
            By::Organisation => {
                let mut names = HashMap::new();
                for row in self.db.all("SELECT id, name, number FROM organisation", args![]).await? {
                    names.insert(row.int("number")?.to_string(), (row.text("id")?, row.text("name")?));
                }
                for line in &mut lines {
                    if let Some((id, name)) = names.remove(&line.key) {
                        (line.key, line.name) = (id, name);
                    }
                }
            }
            By::Taker => {
                for line in &mut lines {
                    line.name = self.taker_name(&line.key).await?;
                }
            }
            By::Product | By::Kind | By::Format | By::Way => {}
        }
        Ok(lines)
    }

    /// What was given in the [`MONTHS_BACK`] months up to this one, the oldest first; also in those in which nothing was.
    pub async fn usage_by_month(
        &self,
        last: Month,
        organisation: Option<&OrganisationId>,
    ) -> Result<Vec<UsageLine>, AccountError> {
        let months: Vec<Month> = (1 - MONTHS_BACK..=0).map(|n| last.plus(n)).collect();
        let (from, until) = (months[0].bounds().0, last.bounds().1);
        let empty = |month: &Month| UsageLine { key: month.to_string(), name: month.to_string(), given: 0, bytes: 0 };
        let mut lines: Vec<UsageLine> = months.iter().map(empty).collect();
        for row in self.sums(By::Day, from, until, organisation).await? {
            let of_day = line(&row)?;
            let month = Month(day(&of_day.key)?.first_of_month());
            if let Some(line) = months.iter().position(|known| *known == month).and_then(|at| lines.get_mut(at)) {
                line.given += of_day.given;
                line.bytes += of_day.bytes;
            }
        }
        Ok(lines)
    }

    /// What a taker is called: a login, the label of a key, or the name of a person.
    pub async fn taker_name(&self, taker: &str) -> Result<String, AccountError> {
        let (sql, id) = match taker.split_once(':') {
            Some(("key", id)) => ("SELECT label AS name FROM api_key WHERE id = $1", id),
            Some(("person", id)) => ("SELECT name FROM person WHERE id = $1", id),
            Some((_, login)) => return Ok(login.to_owned()),
            None => return Ok(taker.to_owned()),
        };
        let row = self.db.one(sql, args![id]).await?;
        Ok(row.map_or_else(|| Ok(taker.to_owned()), |row| row.text("name"))?)
    }

    async fn sums(
        &self,
        by: By,
        from: i64,
        until: i64,
        organisation: Option<&OrganisationId>,
    ) -> Result<Vec<Row>, AccountError> {
        let (of_all, of_one) = match by {
            By::Day => by!("CAST(hour / 86400000 AS TEXT)"),
            By::Organisation => by!("CAST(organisation AS TEXT)"),
            By::Taker => by!("taker"),
            By::Product => by!("CAST(product AS TEXT)"),
            By::Kind => by!("kind"),
            By::Format => by!("format"),
            By::Way => by!("way"),
        };
        let Some(organisation) = organisation else { return Ok(self.db.all(of_all, args![from, until]).await?) };
        let number = self.db.one("SELECT number FROM organisation WHERE id = $1", args![organisation.as_str()]).await?;
        let Some(number) = number else { return Ok(Vec::new()) };
        Ok(self.db.all(of_one, args![from, until, number.int("number")?]).await?)
    }

    /// Puts the hours of days that are [`HOURS_DAYS`] past together, one organisation after the other, so that no release
    /// waits long for the writer. Answers how many days of organisations it put together.
    pub async fn put_hours_together(&self) -> Result<u64, AccountError> {
        let today = story::to_millis(self.clock.now()).div_euclid(DAY_MILLIS);
        let before = (today - HOURS_DAYS) * DAY_MILLIS;
        let apart = "SELECT DISTINCT organisation, hour / 86400000 AS day FROM usage \
                     WHERE hour < $1 AND hour % 86400000 <> 0";
        let mut together = 0;
        for row in self.db.all(apart, args![before]).await? {
            let (organisation, from) = (row.int("organisation")?, row.int("day")? * DAY_MILLIS);
            let until = from + DAY_MILLIS;
            let mut tx = self.db.begin().await?;
            tx.run(
                "INSERT INTO usage (hour, organisation, taker, product, kind, format, way, given, bytes) \
                 SELECT $1, organisation, taker, product, kind, format, way, \
                 CAST(SUM(given) AS BIGINT), CAST(SUM(bytes) AS BIGINT) \
                 FROM usage WHERE organisation = $2 AND hour > $1 AND hour < $3 \
                 GROUP BY organisation, taker, product, kind, format, way \
                 ON CONFLICT (hour, organisation, taker, product, kind, format, way) \
                 DO UPDATE SET given = usage.given + excluded.given, bytes = usage.bytes + excluded.bytes",
                args![from, organisation, until],
            )
            .await?;
            tx.run(
                "DELETE FROM usage WHERE organisation = $1 AND hour > $2 AND hour < $3",
                args![organisation, from, until],
            )
            .await?;
            tx.commit().await?;
            together += 1;
        }
        Ok(together)
    }

    /// Puts old hours together once a day, until `stop`.
    pub async fn keep_usage_small(self, stop: tokio_util::sync::CancellationToken) {
        let day = std::time::Duration::from_millis(DAY_MILLIS.unsigned_abs());
        loop {
            if let Some(Err(error)) = stop.run_until_cancelled(self.put_hours_together()).await {
                tracing::error!("old hours of usage could not be put together: {error}");
            }
            if stop.run_until_cancelled(tokio::time::sleep(day)).await.is_none() {
                return;
            }
        }
    }
}

fn line(row: &Row) -> Result<UsageLine, StoreError> {
    let key = row.text("name")?;
    Ok(UsageLine { name: key.clone(), key, given: row.count("given")?, bytes: row.count("bytes")? })
}

/// The day of a number of days since 1970.
fn day(number: &str) -> Result<Date, StoreError> {
    let corrupt = || StoreError::Corrupt { column: "hour", why: format!("{number} is no day") };
    let days: i64 = number.parse().map_err(|_| corrupt())?;
    Ok(TimeZone::UTC.to_datetime(story::from_millis(days.saturating_mul(DAY_MILLIS))).date())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_read_as_it_is_written() {
        let month: Month = "2026-02".parse().unwrap();
        assert_eq!((month.to_string().as_str(), month.days()), ("2026-02", 28));
        assert_eq!((month.plus(-2).to_string(), month.plus(11).to_string()), ("2025-12".into(), "2027-01".into()));
        for bad in ["", "2026", "2026-13", "2026-00", "2026-2", "26-02", "2026-02-01", "+026-02", "2026-+2", "9999-12"]
        {
            assert!(bad.parse::<Month>().is_err(), "{bad}");
        }
    }
}
