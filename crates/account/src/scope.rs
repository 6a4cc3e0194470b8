//! What a key may be used for.

use std::str::FromStr;

/// A part of `/api/v1` that a key may be limited to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// The feed, page by page.
    Feed,
    /// The feed as a stream of events.
    Stream,
    /// Items and their versions.
    Items,
    /// Files of items.
    Files,
    /// The archive.
    Search,
    /// The organisation's own contracts, use and quotas.
    Account,
    /// Confirming kills and corrections.
    Receipts,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 7] =
        [Self::Feed, Self::Stream, Self::Items, Self::Files, Self::Search, Self::Account, Self::Receipts];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Feed => "feed",
            Self::Stream => "stream",
            Self::Items => "items",
            Self::Files => "files",
            Self::Search => "search",
            Self::Account => "account",
            Self::Receipts => "receipts",
        }
    }

    /// What it opens, for people.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Feed => "Feed: the wire, page by page",
            Self::Stream => "Stream: the wire as it happens",
            Self::Items => "Items: stories and their versions",
            Self::Files => "Files: pictures, videos, graphics",
            Self::Search => "Search: the archive",
            Self::Account => "Account: contracts, use, quotas",
            Self::Receipts => "Receipts: confirming kills",
        }
    }
}

impl FromStr for Scope {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|scope| scope.name() == text).ok_or_else(|| {
            let known: Vec<_> = Self::ALL.into_iter().map(Self::name).collect();
            format!("holds `{text}`, which is no scope: {}", known.join(", "))
        })
    }
}
