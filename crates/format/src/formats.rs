//! Every format by its name, so that commands and addresses can ask for one.

use crate::{
    Defaults, Edition, Feature, Incoming, Refused, anpa1312, csv,
    encoding::{decode, decode_latin1},
    iptc7901, markdown, newsml29, text,
};
use std::str::FromStr;
use story::{Agency, TextFault};

/// A format, or a named profile of one. A profile never changes its bytes silently: a change is a new profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// ANPA 1312 in UTF-8.
    Anpa1312,
    /// ANPA 1312 in Latin-1.
    Anpa1312Latin1,
    /// A list of stories for a spreadsheet.
    Csv,
    /// IPTC 7901 in UTF-8.
    Iptc7901,
    /// IPTC 7901 in Latin-1.
    Iptc7901Latin1,
    /// Markdown with front matter.
    Markdown,
    /// NewsML-G2 as HAS clients read it.
    Newsml29,
    /// Plain text.
    Text,
}

impl Format {
    /// Every format, in the order in which they are listed.
    pub const ALL: [Self; 8] = [
        Self::Anpa1312,
        Self::Anpa1312Latin1,
        Self::Csv,
        Self::Iptc7901,
        Self::Iptc7901Latin1,
        Self::Markdown,
        Self::Newsml29,
        Self::Text,
    ];

    /// The name that commands and addresses use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Anpa1312 => "anpa1312",
            Self::Anpa1312Latin1 => "anpa1312-latin1",
            Self::Csv => "csv",
            Self::Iptc7901 => "iptc7901",
            Self::Iptc7901Latin1 => "iptc7901-latin1",
            Self::Markdown => "markdown",
            Self::Newsml29 => "newsml29",
            Self::Text => "text",
        }
    }

    /// What it is, in words.
    pub fn title(self) -> &'static str {
        match self {
            Self::Anpa1312 => "ANPA 1312",
            Self::Anpa1312Latin1 => "ANPA 1312 in Latin-1",
            Self::Csv => "CSV for spreadsheets",
            Self::Iptc7901 => "IPTC 7901",
            Self::Iptc7901Latin1 => "IPTC 7901 in Latin-1",
            Self::Markdown => "Markdown with front matter",
            Self::Newsml29 => "NewsML-G2 as HAS clients read it",
            Self::Text => "Plain text",
        }
    }

    /// The media type, with its charset where it has one.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Anpa1312 | Self::Iptc7901 | Self::Text => "text/plain; charset=utf-8",
            Self::Anpa1312Latin1 | Self::Iptc7901Latin1 => "text/plain; charset=iso-8859-1",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Markdown => "text/markdown; charset=utf-8",
            Self::Newsml29 => "application/xml; charset=utf-8",
        }
    }

    /// The usual end of a file name, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Anpa1312 | Self::Anpa1312Latin1 => "anpa",
            Self::Csv => "csv",
            Self::Iptc7901 | Self::Iptc7901Latin1 => "iptc",
            Self::Markdown => "md",
            Self::Newsml29 => "xml",
            Self::Text => "txt",
        }
    }

    /// What does not come back when a story is written in this format and read again.
    pub fn lost(self) -> &'static [Feature] {
        match self {
            Self::Anpa1312 => anpa1312::LOST,
            Self::Anpa1312Latin1 => anpa1312::LOST_LATIN1,
            Self::Csv => csv::LOST,
            Self::Iptc7901 => iptc7901::LOST,
            Self::Iptc7901Latin1 => iptc7901::LOST_LATIN1,
            Self::Markdown => markdown::LOST,
            Self::Newsml29 => newsml29::LOST,
            Self::Text => text::LOST,
        }
    }

    /// One version as a document.
    pub fn write(self, edition: &Edition<'_>) -> Vec<u8> {
        match self {
            Self::Anpa1312 => anpa1312::write(edition).into_bytes(),
            Self::Anpa1312Latin1 => anpa1312::write_latin1(edition),
            Self::Csv => csv::write(edition).into_bytes(),
            Self::Iptc7901 => iptc7901::write(edition).into_bytes(),
            Self::Iptc7901Latin1 => iptc7901::write_latin1(edition),
            Self::Markdown => markdown::write(edition.story, Some(edition.item.as_str())).into_bytes(),
            Self::Newsml29 => newsml29::write(edition).into_bytes(),
            Self::Text => text::write(edition).into_bytes(),
        }
    }

    /// Several versions as one document, in the order given; `None` for formats that hold one story only.
    pub fn write_group(self, editions: &[Edition<'_>]) -> Option<Vec<u8>> {
        match self {
            Self::Anpa1312 => Some(anpa1312::write_group(editions).into_bytes()),
            Self::Anpa1312Latin1 => Some(anpa1312::write_group_latin1(editions)),
            Self::Csv => Some(csv::write_group(editions).into_bytes()),
            Self::Iptc7901 => Some(iptc7901::write_group(editions).into_bytes()),
            Self::Iptc7901Latin1 => Some(iptc7901::write_group_latin1(editions)),
            Self::Newsml29 => Some(newsml29::write_group(editions).into_bytes()),
            Self::Markdown | Self::Text => None,
        }
    }

    /// The stories of a document, at least one.
    pub fn read(self, bytes: &[u8], agency: &Agency, defaults: &Defaults) -> Result<Vec<Incoming>, Refused> {
        let (text, repairs) = match self {
            Self::Anpa1312Latin1 | Self::Iptc7901Latin1 => decode_latin1(bytes)?,
            _ => decode(bytes)?,
        };
        let mut found = match self {
            Self::Anpa1312 | Self::Anpa1312Latin1 => anpa1312::read(&text, agency, defaults),
            Self::Csv => csv::read(&text, agency, defaults),
            Self::Iptc7901 | Self::Iptc7901Latin1 => iptc7901::read(&text, agency, defaults),
            Self::Markdown => markdown::read(&text, agency, defaults).map(|one| vec![one]),
            Self::Newsml29 => Err(Refused::whole(format!("`{}` is not read", self.name()))),
            Self::Text => text::read(&text, agency, defaults).map(|one| vec![one]),
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
