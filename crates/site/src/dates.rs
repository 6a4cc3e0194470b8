//! Dates in words, in the language of the edition and the zone of the newsroom, as ICU writes them (CLDR).
//!
//! Only the Gregorian calendar is used, in every language: the days of the news are those of the wire. A pattern is made
//! when it is used, which takes about two microseconds, so that nothing has to be kept for each language and thread.

use icu_calendar::Gregorian;
use icu_datetime::{
    DateTimeFormatterPreferences, FixedCalendarDateTimeFormatter, NoCalendarFormatter,
    fieldsets::{E, MD, T, YMD, YMDE, enums::DateFieldSet},
    input::Time,
    options::Alignment,
    preferences::HourCycle,
};
use icu_locale_core::Locale;
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use story::Lang;

/// The language of dates in languages that ICU does not know.
const FALLBACK: &str = "en";

/// A time as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moment {
    /// RFC 3339, UTC, for `datetime`.
    pub iso: String,
    /// Day and time in words.
    pub words: String,
    /// The time alone on the day itself, else the day and the month.
    pub short: String,
    /// The language of the words.
    pub tongue: Tongue,
}

/// A day as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Day {
    /// The day in words.
    pub words: String,
    /// The language of the words.
    pub tongue: Tongue,
}

/// A language for HTML's `lang` and `dir`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tongue {
    pub lang: String,
    pub dir: &'static str,
}

/// How one language writes dates.
#[derive(Debug, Clone)]
pub(crate) struct Dates {
    tongue: Tongue,
    primary: String,
    preferences: DateTimeFormatterPreferences,
}

impl Dates {
    /// How `lang` writes dates, or English where ICU does not know the language: an agency's editions are more than the
    /// languages that the site has words in.
    pub fn of(lang: &Lang) -> Self {
        let known = locale(lang.as_str()).map(|locale| Self::new(lang, &locale)).filter(Self::is_known);
        known.unwrap_or_else(|| {
            let lang = Lang::new(FALLBACK).expect("a constant tag");
            Self::new(&lang, &locale(FALLBACK).expect("a constant tag"))
        })
    }

    fn new(lang: &Lang, locale: &Locale) -> Self {
        let mut preferences = DateTimeFormatterPreferences::from(locale);
        // The news has no morning and afternoon, in any language.
        preferences.hour_cycle = Some(HourCycle::H23);
        let tongue = Tongue { lang: lang.as_str().to_owned(), dir: lang.dir() };
        Self { tongue, primary: lang.primary().to_owned(), preferences }
    }

    /// ICU answers for a language that it does not know as it does for none: with `M09` for a month.
    fn is_known(&self) -> bool {
        let none = Self { preferences: DateTimeFormatterPreferences::default(), ..self.clone() };
        let day = Date::constant(2026, 9, 2);
        self.year_month_day(day) != none.year_month_day(day)
    }

    /// The moment `time` as somebody reads it at `now`.
    pub fn moment(&self, time: Timestamp, now: Timestamp, zone: &TimeZone) -> Moment {
        let local = zone.to_datetime(time);
        let (day, clock) = (self.year_month_day(local.date()), self.clock(local));
        let today = local.date() == zone.to_datetime(now).date();
        Moment {
            iso: time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            words: format!("{day}{}{clock}", self.joint()),
            short: if today { clock } else { self.month_day(local.date()) },
            tongue: self.tongue.clone(),
        }
    }

    /// The day as a page shows it.
    pub fn day(&self, date: Date) -> Day {
        Day { words: self.year_month_day(date), tongue: self.tongue.clone() }
    }

    /// The day with its weekday, for the head of a page: a line of its own, which begins with a capital letter.
    pub fn today(&self, now: Timestamp, zone: &TimeZone) -> Day {
        let date = zone.to_datetime(now).date();
        let words = match self.primary.as_str() {
            // CLDR has 2026年9月2日水曜日 without a space; the heads of newspapers have the weekday in brackets.
            "ja" => format!("{}（{}）", self.year_month_day(date), self.weekday(date)),
            _ => capital(&self.year_month_day_weekday(date)),
        };
        Day { words, tongue: self.tongue.clone() }
    }

    /// What stands between day and time. CLDR's own joint for long dates is that of a sentence (`2 September 2026 at
    /// 00:30`), and the one for lists comes with short months.
    fn joint(&self) -> &'static str {
        match self.primary.as_str() {
            "ja" | "ko" | "zh" => " ",
            "ar" | "ckb" | "fa" | "ps" | "ur" => "، ",
            _ => ", ",
        }
    }
}

/// The forms that pages have.
impl Dates {
    fn year_month_day(&self, date: Date) -> String {
        self.written(date, DateFieldSet::YMD(YMD::long()))
    }

    fn year_month_day_weekday(&self, date: Date) -> String {
        self.written(date, DateFieldSet::YMDE(YMDE::long()))
    }

    fn month_day(&self, date: Date) -> String {
        self.written(date, DateFieldSet::MD(MD::long()))
    }

    fn weekday(&self, date: Date) -> String {
        self.written(date, DateFieldSet::E(E::short()))
    }

    /// ICU fails where its data has no pattern, and the data in the binary has one for every language; the number of
    /// ISO 8601 would stand there then, and no page would be lost for it.
    fn written(&self, date: Date, fields: DateFieldSet) -> String {
        let pattern = FixedCalendarDateTimeFormatter::<Gregorian, _>::try_new(self.preferences, fields).ok();
        let day = calendar_date(date);
        pattern.zip(day).map_or_else(|| date.to_string(), |(pattern, day)| pattern.format(&day).to_string())
    }

    /// Hours and minutes in two figures each, so that a column of them is even.
    fn clock(&self, local: DateTime) -> String {
        let fields = T::hm().with_alignment(Alignment::Column);
        let pattern = NoCalendarFormatter::try_new(self.preferences, fields).ok();
        let time = clock_time(local);
        let plain = || local.strftime("%H:%M").to_string();
        pattern.zip(time).map_or_else(plain, |(pattern, time)| pattern.format(&time).to_string())
    }
}

fn calendar_date(date: Date) -> Option<icu_calendar::Date<Gregorian>> {
    let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    icu_calendar::Date::try_new_gregorian(date.year().into(), month, day).ok()
}

fn clock_time(local: DateTime) -> Option<Time> {
    Time::try_new(u8::try_from(local.hour()).ok()?, u8::try_from(local.minute()).ok()?, 0, 0).ok()
}

/// The text with a capital letter where its script has one.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// How the language with this tag writes dates and numbers, as a locale of ICU.
///
/// - English alone is British, as the site's English is: the day before the month.
/// - Arabic has the figures `0` to `9` in every country: a wire is read from Rabat to Muscat, the pan-Arab news sites
///   write these, and CLDR does where no country is named.
/// - What the wire calls by ISO 639-3 `kmr` is CLDR's `ku`, which is Kurmanji.
pub(crate) fn locale(tag: &str) -> Option<Locale> {
    let primary = tag.split('-').next().unwrap_or(tag);
    match (tag, primary) {
        ("en", _) => "en-GB".parse(),
        ("kmr", _) => "ku".parse(),
        (_, "ar") => format!("{tag}-u-nu-latn").parse(),
        _ => tag.parse(),
    }
    .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;
    use story::{Agency, AgencyCode};

    fn dates(lang: &str) -> Dates {
        Dates::of(&Lang::new(lang).expect("a language"))
    }

    #[test]
    fn a_time_reads_as_people_write_it() {
        let zone = TimeZone::get("Europe/Istanbul").expect("the zone");
        let time: Timestamp = "2026-09-01T21:30:00Z".parse().expect("a time");
        for (lang, words, head) in [
            ("en", "2 September 2026, 00:30", "Wednesday, 2 September 2026"),
            ("en-US", "September 2, 2026, 00:30", "Wednesday, September 2, 2026"),
            ("tr", "2 Eylül 2026, 00:30", "2 Eylül 2026 Çarşamba"),
            ("ar", "2 سبتمبر 2026، 00:30", "الأربعاء، 2 سبتمبر 2026"),
            ("ar-EG", "2 سبتمبر 2026، 00:30", "الأربعاء، 2 سبتمبر 2026"),
            ("ja", "2026年9月2日 00:30", "2026年9月2日（水）"),
            ("fr", "2 septembre 2026, 00:30", "Mercredi 2 septembre 2026"),
            ("ru", "2 сентября 2026\u{202f}г., 00:30", "Среда, 2 сентября 2026\u{202f}г."),
            ("es", "2 de septiembre de 2026, 00:30", "Miércoles, 2 de septiembre de 2026"),
            ("bs", "2. septembar 2026., 00:30", "Srijeda, 2 septembar 2026."),
            ("sq", "2 shtator 2026, 00:30", "E mërkurë, 2 shtator 2026"),
            ("fa", "۲ سپتامبر ۲۰۲۶، ۰۰:۳۰", "چهارشنبه ۲ سپتامبر ۲۰۲۶"),
            ("id", "2 September 2026, 00.30", "Rabu, 2 September 2026"),
            ("kmr", "2 îlon, 2026, 00:30", "2 îlon 2026, çarşem"),
        ] {
            let dates = dates(lang);
            assert_eq!(dates.moment(time, time, &zone).words, words);
            let today = dates.today(time, &zone);
            assert_eq!((today.words.as_str(), today.tongue.lang.as_str()), (head, lang));
        }
        let later = time + SignedDuration::from_hours(24);
        let seen = dates("en").moment(time, later, &zone);
        assert_eq!((seen.short.as_str(), seen.iso.as_str()), ("2 September", "2026-09-01T21:30:00Z"));
        assert_eq!(dates("en").moment(time, time, &zone).short, "00:30");
        assert_eq!(dates("ja").moment(time, later, &zone).short, "9月2日");
    }

    #[test]
    fn every_language_of_a_new_agency_has_its_own_names_of_months() {
        let agency = Agency::new(AgencyCode::new("tel").expect("a code"), "TEL", "Tellal");
        for language in &agency.languages {
            for month in 1..=12 {
                let day = Dates::of(&language.lang).day(Date::constant(2026, month, 1));
                assert_eq!(day.tongue.lang, language.lang.as_str());
                assert!(!day.words.contains("M0") && !day.words.contains("M1"), "{}", day.words);
            }
        }
    }

    #[test]
    fn a_language_that_icu_does_not_know_has_dates_in_english_and_says_so() {
        let day = dates("tlh").day(Date::constant(1987, 2, 26));
        assert_eq!((day.words.as_str(), day.tongue.lang.as_str(), day.tongue.dir), ("26 February 1987", "en", "ltr"));
        assert_eq!(dates("fa").tongue.dir, "rtl");
    }
}
