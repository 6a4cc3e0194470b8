//! Who holds what: the organisations that a version was given to, so that they can be told when it was wrong.
//!
//! Six thousand organisations that are given two thousand stories a day would be twelve million rows a day. So a row holds
//! all organisations that a version newly reached within a second, as runs of their numbers.

use crate::{AccountError, Accounts, OrganisationId};
use jiff::Timestamp;
use std::{collections::BTreeMap, fmt::Write, str::FromStr};
use store::{StoreError, args};
use story::{ItemId, TextFault};

/// What an organisation did with a story, as far as the agency can know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// It came by itself: by the feed or the stream.
    Delivered,
    /// It was opened by its id.
    Opened,
    /// A document of it in a news format, or one of its files, was fetched.
    Downloaded,
}

impl How {
    /// The word that tables and reports use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Opened => "opened",
            Self::Downloaded => "downloaded",
        }
    }
}

impl FromStr for How {
    type Err = TextFault;
    fn from_str(text: &str) -> Result<Self, TextFault> {
        let all = [Self::Delivered, Self::Opened, Self::Downloaded];
        all.into_iter()
            .find(|how| how.name() == text)
            .ok_or(TextFault::Form("is none of: delivered, opened, downloaded"))
    }
}

/// An organisation that holds some version of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// How it came to hold it.
    pub how: How,
    /// When it first did so, to a second: those who are reached within one share a time.
    pub first: Timestamp,
}

impl Accounts {
    /// Who holds any version of an item; with `before_version`, any version before that one. One line for each
    /// organisation and each way of holding it, by name.
    pub async fn holders(&self, item: &ItemId, before_version: Option<u32>) -> Result<Vec<Holding>, AccountError> {
        let before = before_version.map_or(i64::MAX, i64::from);
        let rows = self
            .db
            .all(
                "SELECT how, time, organisations FROM holding WHERE item = $1 AND version < $2",
                args![item.as_str(), before],
            )
            .await?;
        let mut first: BTreeMap<(u64, How), i64> = BTreeMap::new();
        for row in &rows {
            let (how, time) = (row.parsed("how")?, row.int("time")?);
            for number in read_numbers(&row.text("organisations")?)? {
                first.entry((number, how)).and_modify(|known| *known = time.min(*known)).or_insert(time);
            }
        }
        if first.is_empty() {
            return Ok(Vec::new());
        }
        let organisations = self.db.all("SELECT id, name, number FROM organisation ORDER BY name, id", args![]).await?;
        let mut holdings = Vec::with_capacity(first.len());
        for row in &organisations {
            let number = row.count("number")?;
            for (&(_, how), &time) in first.range((number, How::Delivered)..=(number, How::Downloaded)) {
                let organisation = OrganisationId(row.text("id")?);
                holdings.push(Holding { organisation, name: row.text("name")?, how, first: story::from_millis(time) });
            }
        }
        Ok(holdings)
    }
}

/// Numbers as the runs that a row of `holding` keeps.
pub(crate) fn written_numbers(mut numbers: Vec<u64>) -> String {
    numbers.sort_unstable();
    numbers.dedup();
    let (mut text, mut last) = (String::new(), 0);
    for run in numbers.chunk_by(|a, b| a + 1 == *b) {
        let (begin, more) = (run[0], run.len() - 1);
        let comma = if text.is_empty() { "" } else { "," };
        let gap = begin - last;
        let written = match more {
            0 => write!(text, "{comma}{gap}"),
            more => write!(text, "{comma}{gap}+{more}"),
        };
        written.expect("a text takes what is written to it");
        last = begin + more as u64;
    }
    text
}

/// The numbers of a row of `holding`.
fn read_numbers(text: &str) -> Result<Vec<u64>, StoreError> {
    let corrupt = |run: &str| StoreError::Corrupt { column: "organisations", why: format!("`{run}` is no run") };
    let (mut numbers, mut last) = (Vec::new(), 0_u64);
    for run in text.split(',') {
        let (gap, more) = run.split_once('+').unwrap_or((run, "0"));
        let (gap, more): (u32, u32) = gap.parse().ok().zip(more.parse().ok()).ok_or_else(|| corrupt(run))?;
        let begin = last + u64::from(gap);
        last = begin + u64::from(more);
        numbers.extend(begin..=last);
    }
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_and_neighbours_are_one_run() {
        for numbers in [vec![1], vec![3, 7, 8, 9, 10, 11, 12, 40], (1..=6_000).collect(), vec![5, 1_000_000]] {
            assert_eq!(read_numbers(&written_numbers(numbers.clone())).unwrap(), numbers);
        }
        assert_eq!(written_numbers(vec![12, 3, 7, 8, 9, 10, 11, 40, 7]), "3,4+5,28");
        assert_eq!(written_numbers((1..=6_000).collect()), "1+5999");
    }

    #[test]
    fn the_worst_row_of_six_thousand_organisations_is_small() {
        let every_other = written_numbers((1..=3_000).map(|n| n * 2).collect());
        assert_eq!(every_other.len(), 5_999);
    }

    #[test]
    fn what_is_no_run_is_told() {
        for text in ["", "x", "1,,2", "1+", "-3"] {
            assert!(matches!(read_numbers(text), Err(StoreError::Corrupt { .. })), "{text}");
        }
    }
}
