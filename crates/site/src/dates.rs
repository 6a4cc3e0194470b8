//! Dates in words, in the language of the page and the zone of the newsroom.

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};

const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const MONTHS_TR: [&str; 12] =
    ["Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran", "Temmuz", "Ağustos", "Eylül", "Ekim", "Kasım", "Aralık"];
const MONTHS_AR: [&str; 12] =
    ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"];
const DAYS_EN: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const DAYS_TR: [&str; 7] = ["Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi", "Pazar"];
const DAYS_AR: [&str; 7] = ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"];
const DAYS_JA: [&str; 7] = ["月", "火", "水", "木", "金", "土", "日"];

/// A time as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moment {
    /// RFC 3339, UTC, for `datetime`.
    pub iso: String,
    /// Day and time in words.
    pub words: String,
    /// The time alone on the day itself, else the day and the month.
    pub short: String,
}

/// The moment `time` as somebody reads it at `now`.
pub(crate) fn moment(time: Timestamp, now: Timestamp, zone: &TimeZone, lang: &str) -> Moment {
    let local = zone.to_datetime(time);
    let clock = clock(local);
    let today = local.date() == zone.to_datetime(now).date();
    let words = match lang {
        "ar" => format!("{}، {clock}", day(local.date(), lang)),
        "ja" => format!("{} {clock}", day(local.date(), lang)),
        _ => format!("{}, {clock}", day(local.date(), lang)),
    };
    let short = if today { clock } else { day_and_month(local.date(), lang) };
    Moment { iso: time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(), words, short }
}

/// The day as a page shows it.
pub(crate) fn day(date: Date, lang: &str) -> String {
    match lang {
        "ja" => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
        _ => format!("{} {}", day_and_month(date, lang), date.year()),
    }
}

/// The day with its weekday, for the head of a page.
pub(crate) fn today(now: Timestamp, zone: &TimeZone, lang: &str) -> String {
    let date = zone.to_datetime(now).date();
    let weekday = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default();
    let day = day(date, lang);
    match lang {
        "tr" => format!("{day} {}", DAYS_TR[weekday]),
        "ar" => format!("{}، {day}", DAYS_AR[weekday]),
        "ja" => format!("{day}（{}）", DAYS_JA[weekday]),
        _ => format!("{}, {day}", DAYS_EN[weekday]),
    }
}

fn clock(local: DateTime) -> String {
    format!("{:02}:{:02}", local.hour(), local.minute())
}

fn day_and_month(date: Date, lang: &str) -> String {
    let month = usize::try_from(date.month() - 1).unwrap_or_default();
    let months = match lang {
        "ja" => return format!("{}月{}日", date.month(), date.day()),
        "tr" => MONTHS_TR,
        "ar" => MONTHS_AR,
        _ => MONTHS_EN,
    };
    format!("{} {}", date.day(), months[month])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_reads_as_people_write_it() {
        let zone = TimeZone::get("Europe/Istanbul").expect("the zone");
        let time: Timestamp = "2026-09-01T21:30:00Z".parse().expect("a time");
        for (lang, words, head) in [
            ("en", "2 September 2026, 00:30", "Wednesday, 2 September 2026"),
            ("tr", "2 Eylül 2026, 00:30", "2 Eylül 2026 Çarşamba"),
            ("ar", "2 سبتمبر 2026، 00:30", "الأربعاء، 2 سبتمبر 2026"),
            ("ja", "2026年9月2日 00:30", "2026年9月2日（水）"),
        ] {
            assert_eq!(moment(time, time, &zone, lang).words, words);
            assert_eq!(today(time, &zone, lang), head);
        }
        let later = time + jiff::SignedDuration::from_hours(24);
        let seen = moment(time, later, &zone, "en");
        assert_eq!((seen.short.as_str(), seen.iso.as_str()), ("2 September", "2026-09-01T21:30:00Z"));
        assert_eq!(moment(time, time, &zone, "en").short, "00:30");
    }
}
