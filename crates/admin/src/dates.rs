//! Times as people write them in forms: a day in the agency's zone, or a whole time.

use crate::Office;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use web::Form;

/// The agency's zone; UTC if its record names one that there is not.
pub(crate) fn zone(office: &Office) -> TimeZone {
    TimeZone::get(&office.agency.time_zone).unwrap_or(TimeZone::UTC)
}

/// A time as a form shows it: the day, when it is the beginning of one.
pub(crate) fn written(time: Timestamp, zone: &TimeZone) -> String {
    let there = time.to_zoned_datetime(zone.clone());
    match there.date().to_zoned_datetime(zone.clone()) {
        Ok(begin) if begin.timestamp() == time => there.date().to_string(),
        _ => time.to_string(),
    }
}

/// A day (its beginning in the zone) or a time with its zone; what is wrong is noted at the field.
pub(crate) fn read(form: &mut Form, field: &str, zone: &TimeZone) -> Option<Timestamp> {
    let text = form.filled(field)?.to_owned();
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(time);
    }
    let day = text.parse::<Date>().ok().filter(|_| text.len() == "2026-01-31".len());
    let begin = day.and_then(|day| day.to_zoned_datetime(zone.clone()).ok()).map(|begin| begin.timestamp());
    if begin.is_none() {
        form.refuse(field, "is neither a day such as `2027-01-31` nor a time such as `2027-01-31T12:00:00Z`");
    }
    begin
}
