//! Names of things that are filed: items, groups, revisions.

use crate::{AgencyCode, TextFault};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// What an item is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A written story.
    Text,
    /// A still picture.
    Picture,
    /// A moving picture.
    Video,
    /// A drawing, chart or map.
    Graphic,
    /// Any other file.
    File,
}

impl Kind {
    /// Every kind, in the order of the HAS vocabulary.
    pub const ALL: [Self; 5] = [Self::Text, Self::Picture, Self::Video, Self::File, Self::Graphic];

    /// The word used in ids and in `ninat:` codes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Picture => "picture",
            Self::Video => "video",
            Self::Graphic => "graphic",
            Self::File => "file",
        }
    }
}

impl FromStr for Kind {
    type Err = TextFault;
    fn from_str(s: &str) -> Result<Self, TextFault> {
        Self::ALL
            .into_iter()
            .find(|k| k.name() == s)
            .ok_or(TextFault::Form("is not a kind: text, picture, video, graphic or file"))
    }
}

/// The stable name of an item: `{agency}:{kind}:{YYYYMMDD}:{n}`. It is the same for every version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ItemId {
    text: String,
    kind: Kind,
}

impl ItemId {
    /// Makes the id of the `n`th item that `agency` numbered, filed on `day` (UTC).
    pub fn new(agency: &AgencyCode, kind: Kind, day: Date, n: u64) -> Self {
        Self { text: format!("{agency}:{}:{}:{n}", kind.name(), day.strftime("%Y%m%d")), kind }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What the item is made of.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The last part of the id.
    pub fn number(&self) -> u64 {
        self.text.rsplit(':').next().and_then(|n| n.parse().ok()).unwrap_or_default()
    }
}

/// Splits `agency:word:YYYYMMDD:n` and checks every part but the word.
fn four_parts(text: &str) -> Option<&str> {
    let mut parts = text.split(':');
    let (agency, word, day, n) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    AgencyCode::new(agency).ok()?;
    let number = |s: &str, max: usize| (1..=max).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
    let dated = day.len() == 8 && number(day, 8) && Date::strptime("%Y%m%d", day).is_ok();
    (dated && number(n, 18) && !n.starts_with('0') && parts.next().is_none()).then_some(word)
}

impl FromStr for ItemId {
    type Err = TextFault;
    fn from_str(text: &str) -> Result<Self, TextFault> {
        let fault = TextFault::Form("is not an item id such as `tel:text:20260901:50000001`");
        let kind = four_parts(text).and_then(|word| word.parse().ok()).ok_or(fault)?;
        Ok(Self { text: text.to_owned(), kind })
    }
}

/// The name of a group of items (a picture series, a chain of takes): `{agency}:group:{YYYYMMDD}:{n}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct GroupId(String);

impl GroupId {
    /// Makes the id of a group numbered `n`, made on `day` (UTC).
    pub fn new(agency: &AgencyCode, day: Date, n: u64) -> Self {
        Self(format!("{agency}:group:{}:{n}", day.strftime("%Y%m%d")))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for GroupId {
    type Err = TextFault;
    fn from_str(text: &str) -> Result<Self, TextFault> {
        match four_parts(text) {
            Some("group") => Ok(Self(text.to_owned())),
            _ => Err(TextFault::Form("is not a group id such as `tel:group:20260901:50000099`")),
        }
    }
}

/// The name of one version of an item: `{id}/{version}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RevisionId {
    /// The item.
    pub item: ItemId,
    /// Its version, from 1.
    pub version: u32,
}

impl fmt::Display for RevisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.item, self.version)
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for GroupId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for ItemId {
    type Error = TextFault;
    fn try_from(text: String) -> Result<Self, TextFault> {
        text.parse()
    }
}

impl From<ItemId> for String {
    fn from(id: ItemId) -> Self {
        id.text
    }
}

impl TryFrom<String> for GroupId {
    type Error = TextFault;
    fn try_from(text: String) -> Result<Self, TextFault> {
        text.parse()
    }
}

impl From<GroupId> for String {
    fn from(id: GroupId) -> Self {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_back() {
        let code = AgencyCode::new("tel").expect("code");
        let id = ItemId::new(&code, Kind::Text, jiff::civil::date(2026, 9, 1), 50_000_001);
        assert_eq!(id.as_str(), "tel:text:20260901:50000001");
        assert_eq!(id.as_str().parse(), Ok(id.clone()));
        assert_eq!((id.kind(), id.number()), (Kind::Text, 50_000_001));
    }

    #[test]
    fn bad_ids_are_refused() {
        for bad in [
            "",
            "tel",
            "tel:text:20260901",
            "tel:text:20261301:1",
            "tel:poem:20260901:1",
            "tel:text:20260901:1:2",
            "tel:text:20260901:x",
            "tel:text:20260901:01",
            "../etc:text:20260901:1",
            "tel:group:20260901:1",
        ] {
            assert!(bad.parse::<ItemId>().is_err(), "{bad}");
        }
        assert!("tel:group:20260901:7".parse::<GroupId>().is_ok());
    }
}
