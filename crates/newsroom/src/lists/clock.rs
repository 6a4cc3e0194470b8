//! Times as the newsroom reads them: on the agency's clock, to the minute, and how far away they are.

use jiff::{Timestamp, ZonedDateTime, civil::Date, tz::TimeZone};
use story::Agency;

const HOUR_MINUTES: i64 = 60;
const DAY_MINUTES: i64 = 24 * HOUR_MINUTES;

/// A time as it is shown, with the instant for programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wall {
    /// The instant (RFC 3339).
    pub(crate) instant: String,
    /// The time on the agency's clock; with the day when it is another one, and the year when it is another one.
    pub(crate) text: String,
}

/// The agency's clock at one moment.
pub(crate) struct Hours {
    zone: TimeZone,
    now: ZonedDateTime,
}

impl Hours {
    pub(crate) fn new(agency: &Agency, now: Timestamp) -> Self {
        let zone = TimeZone::get(&agency.time_zone).unwrap_or(TimeZone::UTC);
        Self { now: now.to_zoned_datetime(zone.clone()), zone }
    }

    /// A time on this clock.
    pub(crate) fn wall(&self, time: Timestamp) -> Wall {
        let there = time.to_zoned_datetime(self.zone.clone());
        let form = if there.date() == self.now.date() {
            "%H:%M"
        } else if there.year() == self.now.year() {
            "%-d %b %H:%M"
        } else {
            "%-d %b %Y %H:%M"
        };
        Wall { instant: time.to_string(), text: there.strftime(form).to_string() }
    }

    /// How far ahead a time lies, in words that are read after it: `in 5 h 12 min`.
    pub(crate) fn ahead(&self, time: Timestamp) -> String {
        // Rounded up: what is due in a few seconds is not due now.
        let minutes = (time.as_second() - self.now.timestamp().as_second()).max(0).saturating_add(59) / 60;
        match (minutes / DAY_MINUTES, minutes / HOUR_MINUTES % 24, minutes % HOUR_MINUTES) {
            (0, 0, 0) => "now".to_owned(),
            (0, 0, minutes) => format!("in {minutes} min"),
            (0, hours, minutes) => format!("in {hours} h {minutes} min"),
            (days, hours, _) => format!("in {days} d {hours} h"),
        }
    }

    /// The moment itself.
    pub(crate) fn now(&self) -> Timestamp {
        self.now.timestamp()
    }

    /// The moment at which a day begins here.
    pub(crate) fn begins(&self, day: Date) -> Option<Timestamp> {
        day.to_zoned_datetime(self.zone.clone()).ok().map(|begins| begins.timestamp())
    }

    /// The name of the zone.
    pub(crate) fn zone(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use story::AgencyCode;

    fn hours(now: &str) -> Hours {
        let agency = Agency::new(AgencyCode::new("tel").expect("a code"), "TEL", "Tellal");
        Hours::new(&agency, now.parse().expect("a time"))
    }

    #[test]
    fn the_day_is_told_where_it_is_another_one() {
        let hours = hours("2026-09-01T12:00:00Z");
        let at = |time: &str| hours.wall(time.parse().expect("a time")).text;
        assert_eq!(at("2026-09-01T11:03:00Z"), "14:03");
        assert_eq!(at("2026-09-01T22:00:00Z"), "2 Sep 01:00", "it is tomorrow in Istanbul");
        assert_eq!(at("2025-12-31T20:59:00Z"), "31 Dec 2025 23:59");
        assert_eq!(hours.zone(), "Europe/Istanbul");
    }

    #[test]
    fn what_lies_ahead_is_counted_down() {
        let hours = hours("2026-09-01T12:00:00Z");
        let ahead = |time: &str| hours.ahead(time.parse().expect("a time"));
        assert_eq!(ahead("2026-09-01T12:00:00Z"), "now");
        assert_eq!(ahead("2026-09-01T12:00:05Z"), "in 1 min");
        assert_eq!(ahead("2026-09-01T17:12:00Z"), "in 5 h 12 min");
        assert_eq!(ahead("2026-09-04T14:30:00Z"), "in 3 d 2 h");
        assert_eq!(ahead("2026-08-31T12:00:00Z"), "now");
    }
}
