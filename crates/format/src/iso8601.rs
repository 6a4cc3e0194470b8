//! Times as ISO 8601 writes them: in the basic form of the older standards of the IPTC (`20260901T120041Z`) and in the
//! extended one, with every offset that is met in the wild.

use jiff::{Timestamp, civil::DateTime, tz::Offset};

/// A time as a document gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    /// An instant.
    Instant(Timestamp),
    /// A time of some clock; nobody knows of which.
    Zoneless(DateTime),
}

/// The basic form in UTC, in whole seconds.
pub(crate) fn basic(time: Timestamp) -> String {
    time.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Reads a date with or without a time, in the basic or the extended form. Fractions of a second are cut; a date without
/// a time is its midnight.
pub(crate) fn read(text: &str) -> Option<Moment> {
    let mut rest = Rest(text.trim().as_bytes());
    let year = rest.number(4)?;
    let extended = rest.take(b"-");
    let month = rest.number(2)?;
    if extended && !rest.take(b"-") {
        return None;
    }
    let day = rest.number(2)?;
    // NITF writes `20260901000000-0400` as well, without a letter between date and time.
    let separated = rest.take(b"Tt ");
    let (hour, minute, second) = if separated || rest.begins_with_digit() { rest.clock()? } else { (0, 0, 0) };
    let small = |n: i16| i8::try_from(n).ok();
    // A leap second has no name in our calendar; the one before it stands for it.
    let (hour, minute, second) = (small(hour)?, small(minute)?, small(second)?.min(59));
    let civil = DateTime::new(year, small(month)?, small(day)?, hour, minute, second, 0).ok()?;
    rest.zoned(civil)
}

/// What is left to read.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    /// So many digits as a number.
    fn number(&mut self, digits: usize) -> Option<i16> {
        let (taken, rest) = self.0.split_at_checked(digits)?;
        let add = |sum: i16, digit: &u8| digit.is_ascii_digit().then(|| sum * 10 + i16::from(digit - b'0'));
        let number = taken.iter().try_fold(0, add)?;
        self.0 = rest;
        Some(number)
    }

    /// Takes one of these letters, if it is next.
    fn take(&mut self, letters: &[u8]) -> bool {
        match self.0 {
            [first, rest @ ..] if letters.contains(first) => {
                self.0 = rest;
                true
            }
            _ => false,
        }
    }

    fn begins_with_digit(&self) -> bool {
        self.0.first().is_some_and(u8::is_ascii_digit)
    }

    /// `120041`, `12:00:41`, `12:00`, with or without a fraction.
    fn clock(&mut self) -> Option<(i16, i16, i16)> {
        let hour = self.number(2)?;
        self.take(b":");
        let minute = self.number(2)?;
        let second = if self.take(b":") || self.begins_with_digit() { self.number(2)? } else { 0 };
        if self.take(b".,") {
            while self.begins_with_digit() {
                self.0 = &self.0[1..];
            }
        }
        Some((hour, minute, second))
    }

    /// The time with `Z`, `+03:00`, `+0300`, `+03` or nothing behind it; everything else is an error.
    fn zoned(&mut self, civil: DateTime) -> Option<Moment> {
        self.take(b" ");
        let ahead = match self.0 {
            [] => return Some(Moment::Zoneless(civil)),
            [b'Z' | b'z'] | [b'U', b'T', b'C'] | [b'G', b'M', b'T'] => return instant(civil, Offset::UTC),
            [b'+', ..] => 1,
            [b'-', ..] => -1,
            _ => return None,
        };
        self.0 = &self.0[1..];
        let hours = self.number(2)?;
        self.take(b":");
        let minutes = if self.0.is_empty() { 0 } else { self.number(2)? };
        if !self.0.is_empty() || minutes > 59 {
            return None;
        }
        let seconds = i32::from(hours) * 3_600 + i32::from(minutes) * 60;
        instant(civil, Offset::from_seconds(ahead * seconds).ok()?)
    }
}

fn instant(civil: DateTime, offset: Offset) -> Option<Moment> {
    offset.to_timestamp(civil).ok().map(Moment::Instant)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn both_forms_are_read_with_and_without_a_zone() {
        let instant = |text: &str| match read(text) {
            Some(Moment::Instant(time)) => time.to_string(),
            other => format!("{other:?}"),
        };
        for text in [
            "20260901T120041Z",
            "20260901T150041+0300",
            "20260901T150041+03:00",
            "2026-09-01T12:00:41Z",
            "2026-09-01T15:00:41.5+03",
            " 2026-09-01 12:00:41 UTC ",
            "20260901120041-0000",
        ] {
            assert_eq!(instant(text), "2026-09-01T12:00:41Z", "{text}");
        }
        assert_eq!(instant("20260901T1200Z"), "2026-09-01T12:00:00Z");
        assert_eq!(instant("20161231T235960Z"), "2016-12-31T23:59:59Z");
        let zoneless = |text: &str| match read(text) {
            Some(Moment::Zoneless(time)) => time.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(zoneless("20260901"), "2026-09-01T00:00:00");
        assert_eq!(zoneless("20260901T120041"), "2026-09-01T12:00:41");
        assert_eq!(zoneless("2026-09-01T12:00"), "2026-09-01T12:00:00");
        for bad in
            ["", "soon", "2026", "202609", "20261301", "20260901T", "20260901T25", "20260901T120041X", "2026-0901"]
        {
            assert_eq!(read(bad), None, "{bad}");
        }
        assert_eq!(read("20260901T120041+9900"), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(seconds in 0_i64..4_000_000_000) {
            let time = Timestamp::from_second(seconds).expect("a time");
            prop_assert_eq!(read(&basic(time)), Some(Moment::Instant(time)));
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in "\\PC*|[0-9TZ:+-]{0,30}") {
            let _ = read(&text);
        }
    }
}
