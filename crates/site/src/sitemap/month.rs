//! A month of publications.

use jiff::{Timestamp, tz::TimeZone};
use std::{fmt, str::FromStr};

/// A month in UTC, so that it is the same one wherever the agency moves to. `2026-09` in addresses, `202609` in rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Month(i64);

impl Month {
    /// The month in which this moment lies.
    pub fn of(time: Timestamp) -> Self {
        let date = TimeZone::UTC.to_datetime(time).date();
        Self(i64::from(date.year()) * 100 + i64::from(date.month()))
    }

    /// The month that rows call by this number.
    pub fn numbered(number: i64) -> Self {
        Self(number)
    }

    /// Its number in rows.
    pub fn number(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0 / 100, self.0 % 100)
    }
}

impl FromStr for Month {
    type Err = ();

    /// Reads only what [`Display`](fmt::Display) writes: each month has one address.
    fn from_str(s: &str) -> Result<Self, ()> {
        let (year, month) = s.split_once('-').ok_or(())?;
        let number = |part: &str| part.parse::<i64>().map_err(drop);
        let read = Self(number(year)? * 100 + number(month)?);
        if (1..=12).contains(&(read.0 % 100)) && read.to_string() == s { Ok(read) } else { Err(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_written_in_one_way() {
        let month = Month::of("2026-08-31T23:59:59Z".parse().expect("a time"));
        assert_eq!((month.number(), month.to_string().as_str()), (202_608, "2026-08"));
        assert_eq!("2026-08".parse(), Ok(month));
        for no in ["", "2026", "2026-8", "2026-13", "2026-00", "2026-108", "+2026-08", "2026-08-01", "-1-08", "2026-+8"]
        {
            assert_eq!(no.parse::<Month>(), Err(()), "{no}");
        }
    }
}
