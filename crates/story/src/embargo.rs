//! An embargo as it was meant: a time of the clock on the wall, in a zone.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// A time to the minute in a named zone. Either may be missing while it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmbargoAt {
    /// The time of the clock on the wall, `2026-11-30T06:00`; none when there is no embargo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// The IANA name of the zone (`Europe/London`).
    #[serde(default)]
    pub zone: String,
}

impl EmbargoAt {
    /// The instant that is meant, or why none is: to be read after the word embargo.
    pub fn instant(&self) -> Result<Timestamp, String> {
        let time = self.time.as_deref().unwrap_or_default();
        let wall: DateTime =
            time.parse().map_err(|_| format!("is `{time}`; write a date and a time such as 2026-11-30T06:00"))?;
        if self.zone.is_empty() {
            return Err("has no zone: 06:00 is another moment in London than in Ankara".to_owned());
        }
        let zone = TimeZone::get(&self.zone).map_err(|_| format!("is in `{}`, which is no time zone", self.zone))?;
        let meant = zone.to_ambiguous_timestamp(wall);
        if meant.is_ambiguous() {
            let why = match meant.offset() {
                jiff::tz::AmbiguousOffset::Gap { .. } => "does not exist",
                _ => "comes twice",
            };
            return Err(format!("is {time} in {}, which {why} on that day, because the clocks change", self.zone));
        }
        meant.unambiguous().map_err(|error| error.to_string())
    }
}
