//! Every format by its name, so that commands and addresses can ask for one.

use crate::{
    Defaults, Edition, Feature, Incoming, Refused,
    encoding::decode,
    feed::{atom, jsonfeed, rss},
    html, markdown, newsml_g2,
    newsml_g2::Profile,
    newsml29, text,
};
use std::str::FromStr;
use story::{Agency, TextFault};

/// Where names of our own in formats that are open to extension begin.
pub(crate) const NAMESPACE: &str = "https://tellal.example/ns/";

/// A format, or a named profile of one. A profile never changes its bytes silently: a change is a new profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Atom.
    Atom,
    /// A clean HTML document.
    Html,
    /// JSON Feed.
    JsonFeed,
    /// Markdown with front matter.
    Markdown,
    /// NewsML-G2 2.35 with the body as NITF.
    NewsmlG2,
    /// NewsML-G2 2.35 with the body as HTML.
    NewsmlG2Html,
    /// NewsML-G2 as HAS clients read it.
    Newsml29,
    /// RSS 2.0.
    Rss,
    /// Plain text.
    Text,
}

impl Format {
    /// Every format, in the order in which they are listed.
    pub const ALL: [Self; 9] = [
        Self::Atom,
        Self::Html,
        Self::JsonFeed,
        Self::Markdown,
        Self::NewsmlG2,
        Self::NewsmlG2Html,
        Self::Newsml29,
        Self::Rss,
        Self::Text,
    ];

    /// The name that commands and addresses use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Atom => "atom",
            Self::Html => "html",
            Self::JsonFeed => "jsonfeed",
            Self::Markdown => "markdown",
            Self::NewsmlG2 => "newsml-g2",
            Self::NewsmlG2Html => "newsml-g2-html",
            Self::Newsml29 => "newsml29",
            Self::Rss => "rss",
            Self::Text => "text",
        }
    }

    /// What it is, in words.
    pub fn title(self) -> &'static str {
        match self {
            Self::Atom => "Atom",
            Self::Html => "HTML",
            Self::JsonFeed => "JSON Feed",
            Self::Markdown => "Markdown with front matter",
            Self::NewsmlG2 => "NewsML-G2 2.35, the body as NITF",
            Self::NewsmlG2Html => "NewsML-G2 2.35, the body as HTML",
            Self::Newsml29 => "NewsML-G2 as HAS clients read it",
            Self::Rss => "RSS 2.0",
            Self::Text => "Plain text",
        }
    }

    /// The media type, with its charset where it has one.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::Html => "text/html; charset=utf-8",
            Self::JsonFeed => "application/feed+json",
            Self::Markdown => "text/markdown; charset=utf-8",
            Self::NewsmlG2 | Self::NewsmlG2Html => "application/vnd.iptc.g2.newsmessage+xml; charset=utf-8",
            Self::Newsml29 => "application/xml; charset=utf-8",
            Self::Rss => "application/rss+xml; charset=utf-8",
            Self::Text => "text/plain; charset=utf-8",
        }
    }

    /// The usual end of a file name, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Atom => "atom",
            Self::Html => "html",
            Self::JsonFeed => "json",
            Self::Markdown => "md",
            Self::NewsmlG2 | Self::NewsmlG2Html | Self::Newsml29 => "xml",
            Self::Rss => "rss",
            Self::Text => "txt",
        }
    }

    /// What does not come back when a story is written in this format and read again.
    pub fn lost(self) -> &'static [Feature] {
        match self {
            Self::Atom => atom::LOST,
            Self::Html => html::LOST,
            Self::JsonFeed => jsonfeed::LOST,
            Self::Markdown => markdown::LOST,
            Self::NewsmlG2 | Self::NewsmlG2Html => newsml_g2::LOST,
            Self::Newsml29 => newsml29::LOST,
            Self::Rss => rss::LOST,
            Self::Text => text::LOST,
        }
    }

    /// One version as a document.
    pub fn write(self, edition: &Edition<'_>) -> Vec<u8> {
        match self {
            Self::Atom => atom::write(edition).into_bytes(),
            Self::Html => html::write(edition).into_bytes(),
            Self::JsonFeed => jsonfeed::write(edition).into_bytes(),
            Self::Markdown => markdown::write(edition).into_bytes(),
            Self::NewsmlG2 => newsml_g2::write(edition, Profile::Nitf).into_bytes(),
            Self::NewsmlG2Html => newsml_g2::write(edition, Profile::Html).into_bytes(),
            Self::Newsml29 => newsml29::write(edition).into_bytes(),
            Self::Rss => rss::write(edition).into_bytes(),
            Self::Text => text::story(edition.story, edition.agency, None).into_bytes(),
        }
    }

    /// True for a format that can hold several stories.
    pub fn holds_groups(self) -> bool {
        self.write_group(&[]).is_some()
    }

    /// True for profiles whose bytes are Latin-1 and not UTF-8.
    pub fn is_latin1(self) -> bool {
        false
    }

    /// Several versions as one document, in the order given; `None` for formats that hold one story only.
    pub fn write_group(self, editions: &[Edition<'_>]) -> Option<Vec<u8>> {
        match self {
            Self::Atom => Some(atom::write_group(editions).into_bytes()),
            Self::JsonFeed => Some(jsonfeed::write_group(editions).into_bytes()),
            Self::NewsmlG2 => Some(newsml_g2::write_group(editions, Profile::Nitf).into_bytes()),
            Self::NewsmlG2Html => Some(newsml_g2::write_group(editions, Profile::Html).into_bytes()),
            Self::Newsml29 => Some(newsml29::write_group(editions).into_bytes()),
            Self::Rss => Some(rss::write_group(editions).into_bytes()),
            Self::Html | Self::Markdown | Self::Text => None,
        }
    }

    /// The stories of a document, at least one.
    pub fn read(self, bytes: &[u8], agency: &Agency, defaults: &Defaults) -> Result<Vec<Incoming>, Refused> {
        let (text, repairs) = decode(bytes)?;
        let mut found = match self {
            Self::Atom => atom::read(&text, agency, defaults),
            Self::Html => html::read(&text, agency, defaults),
            Self::JsonFeed => jsonfeed::read(&text, agency, defaults),
            Self::Markdown => markdown::read(&text, agency, defaults).map(|one| vec![one]),
            Self::NewsmlG2 | Self::NewsmlG2Html | Self::Newsml29 => newsml_g2::read(&text, agency, defaults),
            Self::Rss => rss::read(&text, agency, defaults),
            Self::Text => Err(Refused::whole(format!("`{}` is not read", self.name()))),
        }?;
        if let Some(first) = found.first_mut() {
            first.repairs.splice(0..0, repairs);
        }
        Ok(found)
    }
}

impl FromStr for Format {
    type Err = TextFault;
    fn from_str(name: &str) -> Result<Self, TextFault> {
        Self::ALL.into_iter().find(|format| format.name() == name).ok_or(TextFault::Form("is not a format"))
    }
}
