//! The line that tells an embargo in text: written in one way, read in the ways that wires write it.

use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::{Offset, TimeZone},
};

/// What opens the line.
const EMBARGOED: &str = "EMBARGOED FOR RELEASE UNTIL ";

/// The line for an embargo: `EMBARGOED FOR RELEASE UNTIL 2026-09-02 07:00 GMT`. A part of a second counts as a whole one,
/// because an embargo may end late, but not early.
pub(crate) fn line(until: Timestamp) -> String {
    let until = match until.subsec_nanosecond() {
        0 => until,
        _ => Timestamp::from_second(until.as_second().saturating_add(1)).unwrap_or(Timestamp::MAX),
    };
    let seconds = until.as_second().rem_euclid(60) != 0;
    let form = if seconds { "%Y-%m-%d %H:%M:%S GMT" } else { "%Y-%m-%d %H:%M GMT" };
    format!("{EMBARGOED}{}", until.strftime(form))
}

/// The time in a line that tells an embargo, or why it cannot be read; `None` for every other line.
pub(crate) fn read(line: &str) -> Option<Result<Timestamp, &'static str>> {
    tells_embargo(line).then(|| time(line))
}

/// Words that may stand before the word itself.
const BEFORE: [&str; 9] =
    ["EDS", "EDITORS", "NOTE", "ATTENTION", "ACHTUNG", "HINWEIS", "REDAKTIONEN", "STRICTLY", "UNDER"];

/// True for lines that can mean nothing else. A headline about an embargo on oil is none.
fn tells_embargo(line: &str) -> bool {
    if line.contains("EMBARGOED UNTIL") || line.contains("EMBARGOED FOR RELEASE") {
        return true;
    }
    let is_one_of = |word: &str, words: &[&str]| words.iter().any(|known| known.eq_ignore_ascii_case(word));
    let mut words =
        line.split(|c: char| !c.is_alphanumeric() && c != ':').filter(|word| !word.is_empty() && *word != ":");
    let Some(first) = words.find(|word| !is_one_of(word.trim_end_matches(':'), &BEFORE)) else { return false };
    let colon = first.ends_with(':');
    let first = first.trim_end_matches(':');
    if !is_one_of(first, &["EMBARGO", "EMBARGOED", "SPERRFRIST", "SPERRVERMERK", "HOLD", "NOT", "FOR"]) {
        return false;
    }
    let mut next = || words.next().unwrap_or_default().trim_end_matches(':').to_uppercase();
    let (second, third, fourth) = (next(), next(), next());
    let until = second.is_empty()
        || second.starts_with(|c: char| c.is_ascii_digit())
        || matches!(second.as_str(), "UNTIL" | "TILL" | "BIS" | "JUSQU" | "HASTA");
    match first.to_uppercase().as_str() {
        "SPERRFRIST" | "SPERRVERMERK" => true,
        "EMBARGOED" => colon || until || matches!(second.as_str(), "FOR" | "TO" | "NOT" | "AT"),
        "EMBARGO" => colon || until || second == "ENDS" || (second == "FOR" && third == "RELEASE"),
        "HOLD" => second == "FOR" && third == "RELEASE",
        "NOT" => {
            second == "FOR"
                && matches!(third.as_str(), "RELEASE" | "PUBLICATION")
                && matches!(fourth.as_str(), "BEFORE" | "UNTIL" | "TILL")
        }
        _ => second == "RELEASE" && matches!(third.as_str(), "AT" | "ON" | "AFTER"),
    }
}

/// The parts of a time as they are found.
#[derive(Default)]
struct Found {
    date: Option<Date>,
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    time: Option<Time>,
    offset: Option<Offset>,
}

/// Reads a time out of words. Nothing is guessed: date, time and zone must all be there.
fn time(line: &str) -> Result<Timestamp, &'static str> {
    let words: Vec<&str> = line
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | ';' | '='))
        .map(|word| word.trim_matches(['.', ':', '-', '*', '<', '^']))
        .filter(|word| !word.is_empty())
        .collect();
    let mut found = Found::default();
    for (n, word) in words.iter().enumerate() {
        if let Ok(time) = word.parse::<Timestamp>() {
            return Ok(time);
        }
        found.take(word, words.get(n + 1).copied().unwrap_or_default());
    }
    let civil = || {
        let date = found.date.or_else(|| Date::new(found.year?, found.month?, found.day?).ok());
        Some(date?.to_datetime(found.time?))
    };
    let civil = civil().ok_or("has no date and time that can be read")?;
    let offset = found.offset.ok_or("has no zone")?;
    TimeZone::fixed(offset).to_timestamp(civil).map_err(|_| "is outside the calendar")
}

impl Found {
    fn take(&mut self, word: &str, next: &str) {
        let timed = || offset(next).is_some() || matches!(next.to_lowercase().as_str(), "hours" | "hrs" | "uhr" | "h");
        if let Some(date) = date(word) {
            self.date.get_or_insert(date);
        } else if let Some(time) = clock(word, next) {
            self.time.get_or_insert(time);
        } else if let Some(month) = month(word) {
            self.month.get_or_insert(month);
        } else if let Some(offset) = offset(word) {
            // The zone of the first time; one that stands before any time may be that of the line.
            self.offset.get_or_insert(offset);
        } else if word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()) {
            let (hours, minutes) = word.split_at(2);
            let four = hours.parse().ok().zip(minutes.parse().ok()).and_then(|(h, m)| Time::new(h, m, 0, 0).ok());
            if timed() || self.year.is_some() || self.date.is_some() {
                self.time = self.time.or(four);
            } else {
                self.year = word.parse().ok();
            }
        } else if let Ok(day) = word.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse::<i8>() {
            if timed() && self.time.is_none() {
                self.time = Time::new(day, 0, 0, 0).ok();
            } else {
                self.day.get_or_insert(day);
            }
        }
    }
}

/// `2026-09-02`, `2.9.2026`, `02.09.26`. Dates with slashes mean two days, so they are none.
fn date(word: &str) -> Option<Date> {
    if let Ok(date) = word.parse::<Date>() {
        return Some(date).filter(|_| word.len() == 10);
    }
    let mut parts = word.split('.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let year: i16 = year.parse().ok().filter(|_| parts.next().is_none())?;
    Date::new(if year < 100 { 2_000 + year } else { year }, month.parse().ok()?, day.parse().ok()?).ok()
}

/// `07:00`, `07:00:30`, `12.00` before `Uhr`, `7` or `7:30` before `a.m.`, `7pm`.
fn clock(word: &str, next: &str) -> Option<Time> {
    let lower = word.to_lowercase();
    let next = next.to_lowercase().replace('.', "");
    let (digits, half) = match ["am", "pm"].iter().find_map(|half| Some((lower.strip_suffix(half)?, *half))) {
        Some((digits, half)) => (digits.to_owned(), Some(half)),
        None => (lower, ["am", "pm"].into_iter().find(|half| *half == next)),
    };
    let mut parts = digits.split([':', '.']);
    let hour: i8 = parts.next()?.parse().ok()?;
    let (minute, second) = (parts.next(), parts.next());
    if (minute.is_none() && half.is_none()) || parts.next().is_some() {
        return None;
    }
    let number = |part: Option<&str>| part.map_or(Some(0), |part| part.parse().ok().filter(|_| part.len() == 2));
    let hour = match half {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some("am") => hour % 12,
        Some(_) => hour % 12 + 12,
    };
    Time::new(hour, number(minute)?, number(second)?, 0).ok()
}

/// The month of a name, or of the beginning of one, in English and German.
pub(crate) fn month(word: &str) -> Option<i8> {
    let lower = word.to_lowercase();
    let lower = lower.trim_end_matches('.');
    if !lower.chars().all(char::is_alphabetic) || lower.chars().count() < 3 {
        return None;
    }
    let known = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let german = ["jän", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez"];
    let names = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "januar",  // spelling:off-line
        "februar", // spelling:off-line
        "märz",
        "april",
        "mai",
        "juni", // spelling:off-line
        "juli", // spelling:off-line
        "august",
        "september",
        "oktober", // spelling:off-line
        "november",
        "dezember", // spelling:off-line
    ];
    let head: String = lower.chars().take(3).collect();
    let n = known.iter().zip(german).position(|(en, de)| head == *en || head == de)?;
    // `Mars` is no month, `Sept` is one.
    let whole = names.iter().any(|name| name.starts_with(lower)) || lower == "mrz";
    i8::try_from(n + 1).ok().filter(|_| whole)
}

/// Zones that mean one offset only. `ET`, `CST` and `IST` do not.
fn offset(word: &str) -> Option<Offset> {
    let hours = match word.to_ascii_uppercase().as_str() {
        "GMT" | "UTC" | "Z" | "WET" => 0,
        "BST" | "CET" | "MEZ" | "WEST" => 1,
        "CEST" | "MESZ" | "EET" | "SAST" => 2,
        "EEST" | "TRT" | "TSİ" | "MSK" => 3,
        "JST" | "KST" => 9,
        "AEST" => 10,
        "AEDT" => 11,
        "EDT" => -4,
        "EST" => -5,
        "MDT" => -6,
        "PDT" => -7,
        "PST" => -8,
        other => return numeric(other.trim_start_matches("UTC").trim_start_matches("GMT")),
    };
    Some(Offset::constant(hours))
}

/// `+03:00`, `+0300`, `+3`.
fn numeric(word: &str) -> Option<Offset> {
    let (sign, digits) = match word.as_bytes().first()? {
        b'+' => (1, &word[1..]),
        b'-' => (-1, &word[1..]),
        _ => return None,
    };
    let digits = digits.replace(':', "");
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.as_str(), "0"),
        4 => digits.split_at(2),
        _ => return None,
    };
    let seconds = hours.parse::<i32>().ok()? * 3_600 + minutes.parse::<i32>().ok()? * 60;
    Offset::from_seconds(sign * seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for (time, line) in [
            ("2026-09-02T07:00:00Z", "EMBARGOED FOR RELEASE UNTIL 2026-09-02 07:00 GMT"),
            ("2026-09-02T07:00:05Z", "EMBARGOED FOR RELEASE UNTIL 2026-09-02 07:00:05 GMT"),
            ("2026-12-31T23:59:59.5Z", "EMBARGOED FOR RELEASE UNTIL 2027-01-01 00:00 GMT"),
        ] {
            let time: Timestamp = time.parse().expect("time");
            assert_eq!(super::line(time), line);
            let read = read(line).expect("an embargo").expect("a time");
            assert!(read >= time && read.duration_since(time).as_millis() < 1_000, "{read}");
        }
    }

    #[test]
    fn embargoes_of_many_wires_are_read() {
        for line in [
            "(EMBARGOED FOR RELEASE UNTIL 2026-09-02 07:00 GMT)",
            "EMBARGOED UNTIL 0700 GMT, WEDNESDAY, SEPTEMBER 2, 2026",
            "Embargo until 2 September 2026, 09:00 CEST",
            "EMBARGO: 2026-09-02T10:00:00+03:00",
            "*** EMBARGOED TO 7 A.M. UTC ON 2ND SEPT 2026 ***",
            "Eds: Embargoed until 3:00am EDT Sept. 2, 2026.",
            "(Achtung: Sperrfrist 2. September 2026, 09.00 Uhr MESZ)",
            "Sperrfrist: 02.09.2026, 9 Uhr MESZ",
            "HOLD FOR RELEASE 02 SEP 2026 10:00 UTC+3",
            "NOT FOR PUBLICATION BEFORE 2026-09-02 16:00 JST",
        ] {
            let time = read(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!(time.map(|time| time.to_string()).as_deref(), Ok("2026-09-02T07:00:00Z"), "{line}");
        }
    }

    #[test]
    fn an_embargo_that_is_not_whole_is_not_guessed() {
        for line in [
            "EMBARGOED UNTIL 0700, SEPTEMBER 2, 2026",
            "EMBARGOED UNTIL 0700 ET, SEPTEMBER 2, 2026",
            "EMBARGOED UNTIL MONDAY",
            "EMBARGOED",
            "EMBARGO UNTIL 02/09/2026 07:00 GMT",
            "Sperrfrist 12.00 Uhr",
            "EMBARGOED UNTIL 2026-02-31 07:00 GMT",
        ] {
            assert!(matches!(read(line), Some(Err(_))), "{line}");
        }
    }

    #[test]
    fn news_about_embargoes_is_no_embargo() {
        for line in [
            "EU lifts embargo on oil",
            "Embargo on Iranian oil ends",
            "EMBARGO ON OIL LIFTED",
            "Embargoed goods are seized in Izmir",
            "The report was embargoed until Monday.",
            "For release of the hostages",
            "",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
