//! Days in words, as the newsroom writes them. Languages without words of their own here get the date as ISO 8601 has it.

use jiff::civil::{Date, Weekday};

struct Words {
    lang: &'static str,
    months: [&'static str; 12],
    /// From Monday.
    days: [&'static str; 7],
    /// What stands between weekday, day, month and year: Arabic has its own comma.
    comma: &'static str,
    day_last: bool,
}

const WORDS: [Words; 3] = [
    Words {
        lang: "en",
        months: [
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
        ],
        days: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        comma: ", ",
        day_last: false,
    },
    Words {
        lang: "tr",
        months: [
            "Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran", "Temmuz", "Ağustos", "Eylül", "Ekim", "Kasım",
            "Aralık",
        ],
        days: ["Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi", "Pazar"],
        comma: " ",
        day_last: true,
    },
    Words {
        lang: "ar",
        months: [
            "يناير",
            "فبراير",
            "مارس",
            "أبريل",
            "مايو",
            "يونيو",
            "يوليو",
            "أغسطس",
            "سبتمبر",
            "أكتوبر",
            "نوفمبر",
            "ديسمبر",
        ],
        days: ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"],
        comma: "، ",
        day_last: false,
    },
];

/// A day without its weekday: `29 November 2026`. `lang` is a tag of which the first part counts.
pub fn date_in(lang: &str, date: Date) -> String {
    match words(lang) {
        Some(words) => format!("{} {} {}", date.day(), month(words, date), date.year()),
        None => date.to_string(),
    }
}

/// A day with its weekday: `Sunday, 29 November 2026`, `29 Kasım 2026 Pazar`.
pub fn day_in(lang: &str, date: Date) -> String {
    let Some(words) = words(lang) else { return date.to_string() };
    let (weekday, date) = (weekday(words, date.weekday()), date_in(lang, date));
    if words.day_last { format!("{date}{}{weekday}", words.comma) } else { format!("{weekday}{}{date}", words.comma) }
}

fn words(lang: &str) -> Option<&'static Words> {
    let primary = lang.split('-').next().unwrap_or_default();
    WORDS.iter().find(|words| words.lang == primary)
}

fn month(words: &Words, date: Date) -> &'static str {
    usize::try_from(date.month() - 1).ok().and_then(|n| words.months.get(n)).copied().unwrap_or_default()
}

fn weekday(words: &Words, day: Weekday) -> &'static str {
    usize::try_from(day.to_monday_zero_offset()).ok().and_then(|n| words.days.get(n)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_as_its_language_writes_it() {
        let day = jiff::civil::date(2026, 11, 29);
        assert_eq!(day_in("en", day), "Sunday, 29 November 2026");
        assert_eq!(day_in("tr", day), "29 Kasım 2026 Pazar");
        assert_eq!(day_in("ar-EG", day), "الأحد، 29 نوفمبر 2026");
        assert_eq!((day_in("ja", day), date_in("ja", day)), ("2026-11-29".to_owned(), "2026-11-29".to_owned()));
    }
}
