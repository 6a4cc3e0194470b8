//! Spans of time and of numbers.

use jiff::{Timestamp, Unit, civil, tz::TimeZone};

const NANOS_PER_MILLI: i128 = 1_000_000;

/// Whole milliseconds up to `time`.
pub fn floor_millis(time: Timestamp) -> i64 {
    let millis = time.as_nanosecond().div_euclid(NANOS_PER_MILLI);
    i64::try_from(millis).unwrap_or(i64::MAX)
}

/// Whole milliseconds, the last one begun counted whole.
pub fn ceil_millis(time: Timestamp) -> i64 {
    let millis = -(-time.as_nanosecond()).div_euclid(NANOS_PER_MILLI);
    i64::try_from(millis).unwrap_or(i64::MAX)
}

/// From one number to another, both included; `i64::MIN` and `i64::MAX` where an end is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first.
    pub from: i64,
    /// The last.
    pub until: i64,
}

impl Span {
    /// Between two times, in milliseconds since 1970; open where none is given.
    pub fn between(from: Option<Timestamp>, until: Option<Timestamp>) -> Self {
        Self { from: from.map_or(i64::MIN, ceil_millis), until: until.map_or(i64::MAX, floor_millis) }
    }

    /// True when the number lies in it.
    pub fn holds(self, number: i64) -> bool {
        (self.from..=self.until).contains(&number)
    }

    /// Reads `300..800`, `300..`, `..800` or `300`.
    pub(crate) fn of_numbers(text: &str) -> Result<Self, String> {
        let number = |text: &str| -> Result<i64, String> {
            let number = text.parse::<u32>();
            number.map(i64::from).map_err(|_| "is not a number, or two with `..` between them".to_owned())
        };
        Self::read(text, |text| number(text).map(|n| (n, n)))
    }

    /// Reads a day, a month or a time, or two of them with `..` between them; days are those of UTC.
    pub(crate) fn of_times(text: &str) -> Result<Self, String> {
        Self::read(text, times)
    }

    fn read(text: &str, one: impl Fn(&str) -> Result<(i64, i64), String>) -> Result<Self, String> {
        let (from, until) = match text.split_once("..") {
            None => one(text)?,
            Some(("", "")) => return Err("has no end".to_owned()),
            Some((from, "")) => (one(from)?.0, i64::MAX),
            Some(("", until)) => (i64::MIN, one(until)?.1),
            Some((from, until)) => (one(from)?.0, one(until)?.1),
        };
        if from > until { Err("ends before it begins".to_owned()) } else { Ok(Self { from, until }) }
    }

    /// Text that [`Span::of_numbers`] reads.
    pub(crate) fn numbers(self) -> String {
        self.shown(|n| n.to_string(), |n| n.to_string())
    }

    /// Text that [`Span::of_times`] reads: days where it begins and ends with one.
    pub(crate) fn times(self) -> String {
        let day =
            |millis: i64| Some(civil_of(millis)?.date()).filter(|date| of_day(*date).is_some_and(|d| d.0 == millis));
        let last =
            |millis: i64| Some(civil_of(millis)?.date()).filter(|date| of_day(*date).is_some_and(|d| d.1 == millis));
        let time = |millis| Timestamp::from_millisecond(millis).map_or_else(|_| millis.to_string(), |t| t.to_string());
        self.shown(
            |from| day(from).map_or_else(|| time(from), |day| day.to_string()),
            |until| last(until).map_or_else(|| time(until), |day| day.to_string()),
        )
    }

    fn shown(self, first: impl Fn(i64) -> String, last: impl Fn(i64) -> String) -> String {
        match (self.from, self.until) {
            (i64::MIN, until) => format!("..{}", last(until)),
            (from, i64::MAX) => format!("{}..", first(from)),
            (from, until) if first(from) == last(until) => first(from),
            (from, until) => format!("{}..{}", first(from), last(until)),
        }
    }
}

fn civil_of(millis: i64) -> Option<civil::DateTime> {
    Some(TimeZone::UTC.to_datetime(Timestamp::from_millisecond(millis).ok()?))
}

fn of_day(date: civil::Date) -> Option<(i64, i64)> {
    let begin = |date: civil::Date| TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok().map(Timestamp::as_millisecond);
    Some((begin(date)?, begin(date.tomorrow().ok()?)? - 1))
}

/// The first and the last millisecond of what `text` names.
fn times(text: &str) -> Result<(i64, i64), String> {
    let wrong =
        || "is not a day such as 2026-11-29, a month such as 2026-11 or a time such as 2026-11-29T18:00Z".to_owned();
    if let Ok(time) = text.parse::<Timestamp>() {
        let second = time.round(Unit::Millisecond).map_err(|_| wrong())?.as_millisecond();
        return Ok((second, second));
    }
    if text.len() == "2026-11-29".len() {
        return text.parse().ok().and_then(of_day).ok_or_else(wrong);
    }
    let month = text.split_once('-').filter(|(year, month)| year.len() == 4 && month.len() == 2).ok_or_else(wrong)?;
    let (year, month) = (month.0.parse().map_err(|_| wrong())?, month.1.parse().map_err(|_| wrong())?);
    let first = civil::Date::new(year, month, 1).map_err(|_| wrong())?;
    let (from, until) = (of_day(first), of_day(first.last_of_month()));
    Ok((from.ok_or_else(wrong)?.0, until.ok_or_else(wrong)?.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Result<String, String> {
        Span::of_times(text).map(Span::times)
    }

    #[test]
    fn days_months_and_times_are_spans() {
        assert_eq!(shown("2026-11-29").as_deref(), Ok("2026-11-29"));
        assert_eq!(shown("2026-11").as_deref(), Ok("2026-11-01..2026-11-30"));
        assert_eq!(shown("2026-11-01..").as_deref(), Ok("2026-11-01.."));
        assert_eq!(shown("..2026-11").as_deref(), Ok("..2026-11-30"));
        assert_eq!(shown("2026-11-29T18:00Z..2026-12-01").as_deref(), Ok("2026-11-29T18:00:00Z..2026-12-01"));
        for wrong in ["", "..", "yesterday", "2026-13", "2026-02-30", "2026", "2026-11-30..2026-11-29"] {
            assert!(shown(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn numbers_are_spans() {
        assert_eq!(Span::of_numbers("300..800").map(Span::numbers).as_deref(), Ok("300..800"));
        assert_eq!(Span::of_numbers("300").map(|s| (s.holds(300), s.holds(301))), Ok((true, false)));
        assert!(Span::of_numbers("..10").is_ok_and(|s| s.holds(0) && !s.holds(11)));
        assert!(Span::of_numbers("-3").is_err());
        assert!(Span::of_numbers("9..3").is_err());
    }

    #[test]
    fn milliseconds_never_open_an_embargo_early() {
        let time: Timestamp = "2026-09-01T12:00:00.0005Z".parse().expect("a time");
        assert_eq!(ceil_millis(time) - floor_millis(time), 1);
        let whole = Timestamp::UNIX_EPOCH;
        assert_eq!((ceil_millis(whole), floor_millis(whole)), (0, 0));
    }
}
