//! A saved search, and how its readers hear of what it finds.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The number of a saved search; never given twice. In JSON it is text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SearchId(pub(crate) u64);

impl fmt::Display for SearchId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for SearchId {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        let number = text.parse().ok().filter(|_| digits);
        number.map(Self).ok_or_else(|| "is not the id of a saved search, which is a whole number".to_owned())
    }
}

impl TryFrom<String> for SearchId {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<SearchId> for String {
    fn from(id: SearchId) -> Self {
        id.to_string()
    }
}

/// Whose a search is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// The reader's own.
    #[default]
    Me,
    /// Everybody's at the organisation; master users change it.
    Organisation,
}

/// Whether and when a letter tells what was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ByMail {
    /// None does.
    #[default]
    Off,
    /// One letter at set hours.
    Digest,
    /// One letter for each story.
    AtOnce,
}

impl ByMail {
    /// The word that stands in JSON and in the tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Digest => "digest",
            Self::AtOnce => "at_once",
        }
    }
}

impl FromStr for ByMail {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let known = [Self::Off, Self::Digest, Self::AtOnce].into_iter().find(|mail| mail.name() == text);
        known.ok_or_else(|| format!("`{text}` is none of off, digest, at_once"))
    }
}

/// How one reader hears of what a search finds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Delivery {
    /// In the portal.
    pub portal: bool,
    /// With a sound there.
    pub sound: bool,
    /// By mail.
    pub email: ByMail,
    /// As a notification of the reader's browsers.
    pub push: bool,
}

impl Delivery {
    /// False for somebody who does not want to hear of it.
    pub fn is_on(self) -> bool {
        self.portal || self.push || self.email != ByMail::Off
    }

    /// What two searches ask for together.
    pub(crate) fn with(self, other: Self) -> Self {
        Self {
            portal: self.portal || other.portal,
            // A sound without the portal is nothing that could be heard.
            sound: (self.portal && self.sound) || (other.portal && other.sound),
            email: self.email.max(other.email),
            push: self.push || other.push,
        }
    }
}

/// A saved search, as one reader has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SavedSearch {
    /// Its number.
    pub id: SearchId,
    /// What it is called.
    pub name: String,
    /// The folder that it lies in; empty for none.
    pub folder: String,
    /// Whose it is.
    pub owner: Owner,
    /// The query, as it was written.
    pub query: String,
    /// How this reader hears of it.
    pub alert: Delivery,
    /// Whether this reader has a secret address of its feed.
    pub rss: bool,
    /// The name of whoever made it.
    pub by: String,
    /// When it was made.
    pub created: Timestamp,
    /// When name, folder or query were changed last.
    pub changed: Timestamp,
}

/// A search to be saved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewSearch {
    /// What it is called.
    pub name: String,
    /// The folder that it lies in; empty for none.
    #[serde(default)]
    pub folder: String,
    /// Whose it is.
    #[serde(default)]
    pub owner: Owner,
    /// The query.
    pub query: String,
    /// How whoever saves it hears of it.
    #[serde(default)]
    pub alert: Delivery,
}

/// What is to be different about a search; what is missing stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchChange {
    /// What it is called.
    pub name: Option<String>,
    /// The folder that it lies in.
    pub folder: Option<String>,
    /// The query.
    pub query: Option<String>,
    /// How this reader hears of it: everybody's own affair, whosever the search is.
    pub alert: Option<Delivery>,
}
