//! When content was made, as exactly as it is known.

use crate::TextFault;
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};
use serde::{Deserialize, Serialize};

/// A date, or a date and time with or without its offset from UTC: `2026-09-01`, `2026-09-01T10:00:00`,
/// `2026-09-01T10:00:00+03:00`. Cameras know their own clock and often not its zone; nothing is made up here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Created(String);

impl Created {
    /// Parses one of the three forms; `+0300` is read as `+03:00`, and a fraction of a second is cut.
    pub fn new(text: &str) -> Result<Self, TextFault> {
        let fault = TextFault::Form("is not a date such as 2026-09-01, or a time such as 2026-09-01T10:00:00+03:00");
        let text = text.trim();
        let Some((date, time)) = text.split_once(['T', 't']) else {
            let date = Date::strptime("%Y-%m-%d", text).map_err(|_| fault)?;
            return Ok(Self(date.to_string()));
        };
        let (clock, offset) = match time.find(['Z', 'z', '+', '-']) {
            Some(at) => time.split_at(at),
            None => (time, ""),
        };
        let written = format!("{date}T{clock}");
        let at: DateTime = written.parse().map_err(|_| fault.clone())?;
        let at = at.strftime("%Y-%m-%dT%H:%M:%S");
        let offset = match offset {
            "" => String::new(),
            "Z" | "z" => "Z".to_owned(),
            other => offset_of(other).ok_or(fault.clone())?,
        };
        let whole = format!("{at}{offset}");
        if !offset.is_empty() {
            whole.parse::<Timestamp>().map_err(|_| fault)?;
        }
        Ok(Self(whole))
    }

    /// The text, in one of the three forms.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The date alone, `2026-09-01`.
    pub fn date(&self) -> &str {
        self.0.split('T').next().unwrap_or(&self.0)
    }

    /// The instant, when time and offset are known.
    pub fn instant(&self) -> Option<Timestamp> {
        self.0.parse().ok()
    }
}

/// `+03:00` of `+03:00`, `+0300` or `+03`.
fn offset_of(text: &str) -> Option<String> {
    let (sign, digits) = text.split_at_checked(1)?;
    let digits = digits.replace(':', "");
    let (hours, minutes) = match digits.len() {
        2 => (digits.as_str(), "00"),
        4 => digits.split_at(2),
        _ => return None,
    };
    Some(format!("{sign}{hours}:{minutes}"))
}

impl TryFrom<String> for Created {
    type Error = TextFault;
    fn try_from(text: String) -> Result<Self, TextFault> {
        Self::new(&text)
    }
}

impl From<Created> for String {
    fn from(created: Created) -> Self {
        created.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_kept_and_nothing_is_made_up() {
        for (given, kept) in [
            ("2026-09-01", "2026-09-01"),
            ("2026-09-01T10:00:00", "2026-09-01T10:00:00"),
            ("2026-09-01T10:00:00.25Z", "2026-09-01T10:00:00Z"),
            ("2026-09-01T10:00:00+0300", "2026-09-01T10:00:00+03:00"),
            ("2026-09-01T10:00:00-03:30", "2026-09-01T10:00:00-03:30"),
        ] {
            assert_eq!(Created::new(given).expect(given).as_str(), kept);
            assert_eq!(Created::new(kept).expect(kept).as_str(), kept);
        }
        for bad in ["", "2026", "2026-13-01", "2026-09-01T25:00:00", "2026-09-01T10:00:00+99:00", "soon"] {
            assert!(Created::new(bad).is_err(), "{bad}");
        }
        assert!(Created::new("2026-09-01").expect("date").instant().is_none());
    }
}
