//! Every format by its name, so that commands and addresses can ask for one.

use crate::{
    Defaults, Edition, Feature, Incoming, Refused, encoding::decode, markdown, newsml12, newsml29, nitf, text,
};
use std::str::FromStr;
use story::{Agency, TextFault};

/// The namespace of what is our own in documents of a standard.
pub(crate) const NAMESPACE: &str = "https://tellal.example/ns/";

/// A format, or a named profile of one. A profile never changes its bytes silently: a change is a new profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Markdown with front matter.
    Markdown,
    /// NewsML 1.2.
    Newsml12,
    /// NewsML 1.2 as HAS clients read it.
    Newsml12Has,
    /// NewsML-G2 as HAS clients read it.
    Newsml29,
    /// NITF 3.6.
    Nitf,
    /// NITF 3.6 without a namespace.
    NitfPlain,
    /// Plain text.
    Text,
}

impl Format {
    /// Every format, in the order in which they are listed.
    pub const ALL: [Self; 7] =
        [Self::Markdown, Self::Newsml12, Self::Newsml12Has, Self::Newsml29, Self::Nitf, Self::NitfPlain, Self::Text];

    /// The name that commands and addresses use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Newsml12 => "newsml12",
            Self::Newsml12Has => "newsml12-has",
            Self::Newsml29 => "newsml29",
            Self::Nitf => "nitf",
            Self::NitfPlain => "nitf-plain",
            Self::Text => "text",
        }
    }

    /// What it is, in words.
    pub fn title(self) -> &'static str {
        match self {
            Self::Markdown => "Markdown with front matter",
            Self::Newsml12 => "NewsML 1.2",
            Self::Newsml12Has => "NewsML 1.2 as HAS clients read it",
            Self::Newsml29 => "NewsML-G2 as HAS clients read it",
            Self::Nitf => "NITF 3.6",
            Self::NitfPlain => "NITF 3.6 without a namespace, for older systems",
            Self::Text => "Plain text",
        }
    }

    /// The media type, with its charset where it has one.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Markdown => "text/markdown; charset=utf-8",
            Self::Newsml12 | Self::Newsml12Has | Self::Newsml29 | Self::Nitf | Self::NitfPlain => {
                "application/xml; charset=utf-8"
            }
            Self::Text => "text/plain; charset=utf-8",
        }
    }

    /// The usual end of a file name, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Newsml12 | Self::Newsml12Has | Self::Newsml29 | Self::Nitf | Self::NitfPlain => "xml",
            Self::Text => "txt",
        }
    }

    /// What does not come back when a story is written in this format and read again.
    pub fn lost(self) -> &'static [Feature] {
        match self {
            Self::Markdown => markdown::LOST,
            Self::Newsml12 | Self::Newsml12Has => newsml12::LOST,
            Self::Newsml29 => newsml29::LOST,
            Self::Nitf | Self::NitfPlain => nitf::LOST,
            Self::Text => text::LOST,
        }
    }

    /// One version as a document.
    pub fn write(self, edition: &Edition<'_>) -> Vec<u8> {
        match self {
            Self::Markdown => markdown::write(edition.story, Some(edition.item.as_str())).into_bytes(),
            Self::Newsml12 => newsml12::write(edition).into_bytes(),
            Self::Newsml12Has => newsml12::write_has(edition).into_bytes(),
            Self::Newsml29 => newsml29::write(edition).into_bytes(),
            Self::Nitf => nitf::write(edition).into_bytes(),
            Self::NitfPlain => nitf::write_plain(edition).into_bytes(),
            Self::Text => text::story(edition.story, edition.agency, None).into_bytes(),
        }
    }

    /// Several versions as one document, in the order given; `None` for formats that hold one story only.
    pub fn write_group(self, editions: &[Edition<'_>]) -> Option<Vec<u8>> {
        match self {
            Self::Newsml12 => Some(newsml12::write_group(editions).into_bytes()),
            Self::Newsml12Has => Some(newsml12::write_has_group(editions).into_bytes()),
            Self::Newsml29 => Some(newsml29::write_group(editions).into_bytes()),
            Self::Markdown | Self::Nitf | Self::NitfPlain | Self::Text => None,
        }
    }

    /// The stories of a document, at least one.
    pub fn read(self, bytes: &[u8], agency: &Agency, defaults: &Defaults) -> Result<Vec<Incoming>, Refused> {
        let (text, repairs) = decode(bytes)?;
        let mut found = match self {
            Self::Markdown => markdown::read(&text, agency, defaults).map(|one| vec![one]),
            Self::Newsml12 | Self::Newsml12Has => newsml12::read(&text, agency, defaults),
            Self::Nitf | Self::NitfPlain => nitf::read(&text, agency, defaults),
            Self::Newsml29 | Self::Text => Err(Refused::whole(format!("`{}` is not read", self.name()))),
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
