//! Dates of the web, as they are met: RFC 822 with its errors, RFC 3339 and its looser relatives.

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime, Time},
    tz::{Offset, TimeZone},
};

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Zones by name, in hours from UTC (RFC 822 §5.1, and those of Europe). Others are ambiguous.
const ZONES: [(&str, i8); 17] = [
    ("UT", 0),
    ("UTC", 0),
    ("GMT", 0),
    ("Z", 0),
    ("WET", 0),
    ("CET", 1),
    ("CEST", 2),
    ("EET", 2),
    ("EEST", 3),
    ("EST", -5),
    ("EDT", -4),
    ("CST", -6),
    ("CDT", -5),
    ("MST", -7),
    ("MDT", -6),
    ("PST", -8),
    ("PDT", -7),
];

/// A time that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dated {
    pub time: Timestamp,
    /// False where the zone is missing or unknown, and the time was taken for UTC.
    pub zoned: bool,
}

/// Reads a date; `None` when it is none.
pub(crate) fn read(text: &str) -> Option<Dated> {
    /// No date is longer.
    const BYTES_MAX: usize = 100;
    let text = text.trim();
    if text.is_empty() || text.len() > BYTES_MAX {
        return None;
    }
    if let Ok(time) = text.parse() {
        return Some(Dated { time, zoned: true });
    }
    let local = text.parse::<DateTime>().or_else(|_| text.parse::<Date>().map(DateTime::from));
    if let Ok(local) = local {
        return Some(Dated { time: instant(local, Offset::UTC)?, zoned: false });
    }
    rfc_822(text)
}

fn instant(local: DateTime, offset: Offset) -> Option<Timestamp> {
    TimeZone::fixed(offset).to_timestamp(local).ok()
}

/// `Tue, 01 Sep 2026 10:00:00 +0300`, in any order that leaves no doubt; the day of the week is not believed.
fn rfc_822(text: &str) -> Option<Dated> {
    let (mut day, mut month, mut year, mut clock, mut offset) = (None, None, None, None, None);
    let mut noon: Option<bool> = None;
    let parted = |c: char| c.is_whitespace() || c == ',' || c == '(' || c == ')';
    let words = text.split(parted).filter(|word| !word.is_empty()).flat_map(|word| {
        // `01-Sep-2026`
        let dashed = word.starts_with(|c: char| c.is_ascii_digit()) && word.contains(|c: char| c.is_ascii_alphabetic());
        word.split(move |c| dashed && c == '-')
    });
    for word in words {
        let number = word.parse::<i16>().ok().filter(|_| word.bytes().all(|b| b.is_ascii_digit()));
        match (word, number) {
            _ if word.contains(':') && clock.is_none() => {
                // `10:00:00Z` and `10:00:00+03:00`
                let ends = word.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.').unwrap_or(word.len());
                clock = Some(time_of(&word[..ends])?);
                offset = offset.or_else(|| offset_of(&word[ends..]));
            }
            (_, Some(n)) if word.len() <= 2 && day.is_none() => day = Some(n),
            (_, Some(n)) if word.len() == 4 && year.is_none() => year = Some(n),
            (_, Some(n)) if word.len() <= 2 && year.is_none() => year = Some(if n < 70 { n + 2000 } else { n + 1900 }),
            ("AM" | "am" | "PM" | "pm", _) if clock.is_some() => noon = Some(word.eq_ignore_ascii_case("pm")),
            // A day of the week may look like a month (`mar`): the later one is the month.
            _ if (month.is_none() || clock.is_none()) && month_of(word).is_some() => month = month_of(word),
            _ if clock.is_some() => offset = offset.or_else(|| offset_of(word)),
            // The day of the week.
            _ => {}
        }
    }
    let date = Date::new(year?, month?, i8::try_from(day?).ok()?).ok()?;
    let mut local = DateTime::from_parts(date, clock.unwrap_or_else(Time::midnight));
    match noon {
        Some(true) if local.hour() < 12 => local = local.checked_add(SignedDuration::from_hours(12)).ok()?,
        Some(false) if local.hour() == 12 => local = local.checked_sub(SignedDuration::from_hours(12)).ok()?,
        _ => {}
    }
    Some(Dated { time: instant(local, offset.unwrap_or(Offset::UTC))?, zoned: offset.is_some() })
}

fn month_of(word: &str) -> Option<i8> {
    let head = word.get(..3)?.to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| *month == head)?;
    i8::try_from(at + 1).ok()
}

fn time_of(text: &str) -> Option<Time> {
    let mut parts = text.split(':').map(|part| part.split('.').next().unwrap_or_default().parse::<i8>());
    let (hour, minute) = (parts.next()?.ok()?, parts.next()?.ok()?);
    let second = parts.next().unwrap_or(Ok(0)).ok()?;
    // A leap second is the last second of its minute here.
    Time::new(hour, minute, second.min(59), 0).ok()
}

/// `+0300`, `-03:30`, `GMT`, `GMT+3`.
fn offset_of(text: &str) -> Option<Offset> {
    let sign = text.find(['+', '-', '\u{2212}']);
    let Some(at) = sign else {
        let (_, hours) = ZONES.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(text))?;
        return Offset::from_hours(hours).ok();
    };
    let digits: String = text[at..].chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.as_str(), "0"),
        4 => digits.split_at(2),
        _ => return None,
    };
    let seconds = (hours.parse::<i32>().ok()? * 60 + minutes.parse::<i32>().ok()?) * 60;
    Offset::from_seconds(if text[at..].starts_with('+') { seconds } else { -seconds }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_the_wild_are_read() {
        for (text, is, zoned) in [
            ("Tue, 01 Sep 2026 10:00:00 GMT", "2026-09-01T10:00:00Z", true),
            ("Tue, 1 Sep 2026 10:00 +0300", "2026-09-01T07:00:00Z", true),
            ("01 September 26 10:00:00 EST", "2026-09-01T15:00:00Z", true),
            ("Sal, 01 Sep 2026 10:00:00 +03:00", "2026-09-01T07:00:00Z", true),
            ("mar, 01 sep 2026 10:00:00 CEST", "2026-09-01T08:00:00Z", true),
            ("Tue, 01 Sep 2026 10:00:00 TRT", "2026-09-01T10:00:00Z", false),
            ("Tue, 01 Sep 2026 10:00:00", "2026-09-01T10:00:00Z", false),
            ("01-Sep-2026 10:00:00 UTC", "2026-09-01T10:00:00Z", true),
            ("September 1, 2026 10:00 PM PDT", "2026-09-02T05:00:00Z", true),
            ("Tue, 01 Sep 2026 10:00:00 GMT+3", "2026-09-01T07:00:00Z", true),
            ("Tue Sep 01 10:00:00 +0000 2026", "2026-09-01T10:00:00Z", true),
            ("2026-09-01T10:00:00+03:00", "2026-09-01T07:00:00Z", true),
            ("2026-09-01T10:00+03:00", "2026-09-01T07:00:00Z", true),
            ("2026-09-01T10:00:00+0300", "2026-09-01T07:00:00Z", true),
            ("2026-09-01T10:00:00.25Z", "2026-09-01T10:00:00.25Z", true),
            ("2026-09-01 10:00:00", "2026-09-01T10:00:00Z", false),
            ("2026-09-01", "2026-09-01T00:00:00Z", false),
            ("1 Sep 2026", "2026-09-01T00:00:00Z", false),
        ] {
            let is = Dated { time: is.parse().expect(is), zoned };
            assert_eq!(read(text), Some(is), "{text}");
        }
        for bad in [
            "",
            "yesterday",
            "32 Sep 2026 10:00",
            "1 Sep 2026 25:00 GMT",
            "Tue, 01 Foo 2026",
            "\u{2212}:",
            "9999-99-99",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
