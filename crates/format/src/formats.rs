//! Every format by its name, so that commands and addresses can ask for one.

use crate::{
    Defaults, Edition, Feature, Incoming, Refused, anpa1312, csv,
    encoding::{decode, decode_latin1},
    feed::{atom, jsonfeed, rss},
    html, iptc7901, markdown, newsml_g2,
    newsml_g2::Profile,
    newsml12, newsml29, ninjs,
    ninjs::Version,
    nitf, text,
};
use std::str::FromStr;
use story::{Agency, TextFault};

/// Where names of our own begin in formats that are open to extension: those of roles, schemes and elements.
pub(crate) const NAMESPACE: &str = "https://tellal.example/ns/";

macro_rules! formats {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $title:literal, $media_type:literal, $extension:literal, $lost:expr;)+) => {
        /// A format, or a named profile of one. A profile never changes its bytes silently: a change is a new profile.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Format {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Format {
            /// Every format, in the order in which they are listed. Of those that share a media type, the first is meant by it.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name that commands and addresses use.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What it is, in words.
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }

            /// The media type, with its charset where it has one.
            pub fn media_type(self) -> &'static str {
                match self { $(Self::$variant => $media_type,)+ }
            }

            /// The usual end of a file name, without the dot.
            pub fn extension(self) -> &'static str {
                match self { $(Self::$variant => $extension,)+ }
            }

            /// What does not come back when a story is written in this format and read again.
            pub fn lost(self) -> &'static [Feature] {
                match self { $(Self::$variant => $lost,)+ }
            }
        }
    };
}

formats! {
    /// NewsML-G2 2.35 with the body as NITF.
    NewsmlG2 = "newsml-g2", "NewsML-G2 2.35, the body as NITF", "application/vnd.iptc.g2.newsmessage+xml; charset=utf-8", "xml", newsml_g2::LOST;
    /// NewsML-G2 2.35 with the body as HTML.
    NewsmlG2Html = "newsml-g2-html", "NewsML-G2 2.35, the body as HTML", "application/vnd.iptc.g2.newsmessage+xml; charset=utf-8", "xml", newsml_g2::LOST;
    /// NewsML 1.2.
    Newsml12 = "newsml12", "NewsML 1.2", "application/xml; charset=utf-8", "xml", newsml12::LOST;
    /// NITF 3.6.
    Nitf = "nitf", "NITF 3.6", "application/nitf+xml; charset=utf-8", "xml", nitf::LOST;
    /// NITF 3.6 without its namespace.
    NitfPlain = "nitf-plain", "NITF 3.6 without a namespace, for older systems", "application/nitf+xml; charset=utf-8", "xml", nitf::LOST;
    /// ninjs 3.1.
    Ninjs3 = "ninjs3", "News in JSON: ninjs 3.1", "application/json", "json", ninjs::LOST;
    /// ninjs 2.2.
    Ninjs2 = "ninjs2", "News in JSON: ninjs 2.2", "application/json", "json", ninjs::LOST;
    /// ninjs 1.6.
    Ninjs1 = "ninjs1", "News in JSON: ninjs 1.6", "application/json", "json", ninjs::LOST;
    /// Plain text.
    Text = "text", "Plain text", "text/plain; charset=utf-8", "txt", text::LOST;
    /// IPTC 7901 in UTF-8.
    Iptc7901 = "iptc7901", "IPTC 7901", "text/plain; charset=utf-8", "iptc", iptc7901::LOST;
    /// IPTC 7901 in Latin-1.
    Iptc7901Latin1 = "iptc7901-latin1", "IPTC 7901 in Latin-1", "text/plain; charset=iso-8859-1", "iptc", iptc7901::LOST_LATIN1;
    /// ANPA 1312 in UTF-8.
    Anpa1312 = "anpa1312", "ANPA 1312", "text/plain; charset=utf-8", "anpa", anpa1312::LOST;
    /// ANPA 1312 in Latin-1.
    Anpa1312Latin1 = "anpa1312-latin1", "ANPA 1312 in Latin-1", "text/plain; charset=iso-8859-1", "anpa", anpa1312::LOST_LATIN1;
    /// RSS 2.0 with whole stories.
    Rss = "rss", "RSS 2.0", "application/rss+xml; charset=utf-8", "rss", rss::LOST;
    /// Atom (RFC 4287) with whole stories.
    Atom = "atom", "Atom", "application/atom+xml; charset=utf-8", "atom", atom::LOST;
    /// JSON Feed 1.1 with whole stories.
    JsonFeed = "jsonfeed", "JSON Feed 1.1", "application/feed+json", "json", jsonfeed::LOST;
    /// An HTML document.
    Html = "html", "HTML", "text/html; charset=utf-8", "html", html::LOST;
    /// Markdown with front matter.
    Markdown = "markdown", "Markdown with front matter", "text/markdown; charset=utf-8", "md", markdown::LOST;
    /// CSV, a row for each story.
    Csv = "csv", "CSV for spreadsheets", "text/csv; charset=utf-8; header=present", "csv", csv::LOST;
    /// NewsML-G2 as HAS clients read it.
    Newsml29 = "newsml29", "NewsML-G2 as HAS clients read it", "application/xml; charset=utf-8", "xml", newsml29::LOST;
    /// NewsML 1.2 as HAS clients read it.
    Newsml12Has = "newsml12-has", "NewsML 1.2 as HAS clients read it", "application/xml; charset=utf-8", "xml", newsml12::LOST;
}

impl Format {
    /// One version as a document.
    pub fn write(self, edition: &Edition<'_>) -> Vec<u8> {
        let text = match self {
            Self::Iptc7901Latin1 => return iptc7901::write_latin1(edition),
            Self::Anpa1312Latin1 => return anpa1312::write_latin1(edition),
            Self::Iptc7901 => iptc7901::write(edition),
            Self::Anpa1312 => anpa1312::write(edition),
            Self::Csv => csv::write(edition),
            Self::NewsmlG2 => newsml_g2::write(edition, Profile::Nitf),
            Self::NewsmlG2Html => newsml_g2::write(edition, Profile::Html),
            Self::Newsml12 => newsml12::write(edition),
            Self::Newsml12Has => newsml12::write_has(edition),
            Self::Nitf => nitf::write(edition),
            Self::NitfPlain => nitf::write_plain(edition),
            Self::Ninjs3 => ninjs::write(edition, Version::Three),
            Self::Ninjs2 => ninjs::write(edition, Version::Two),
            Self::Ninjs1 => ninjs::write(edition, Version::One),
            Self::Rss => rss::write(edition),
            Self::Atom => atom::write(edition),
            Self::JsonFeed => jsonfeed::write(edition),
            Self::Html => html::write(edition),
            Self::Markdown => markdown::write(edition),
            Self::Text => text::write(edition),
            Self::Newsml29 => newsml29::write(edition),
        };
        text.into_bytes()
    }

    /// Several versions as one document, in the order given; `None` for formats that hold one story only.
    pub fn write_group(self, editions: &[Edition<'_>]) -> Option<Vec<u8>> {
        let text = match self {
            Self::Iptc7901Latin1 => return Some(iptc7901::write_group_latin1(editions)),
            Self::Anpa1312Latin1 => return Some(anpa1312::write_group_latin1(editions)),
            Self::Iptc7901 => iptc7901::write_group(editions),
            Self::Anpa1312 => anpa1312::write_group(editions),
            Self::Csv => csv::write_group(editions),
            Self::NewsmlG2 => newsml_g2::write_group(editions, Profile::Nitf),
            Self::NewsmlG2Html => newsml_g2::write_group(editions, Profile::Html),
            Self::Newsml12 => newsml12::write_group(editions),
            Self::Newsml12Has => newsml12::write_has_group(editions),
            Self::Ninjs3 => ninjs::write_group(editions, Version::Three),
            Self::Ninjs2 => ninjs::write_group(editions, Version::Two),
            Self::Ninjs1 => ninjs::write_group(editions, Version::One),
            Self::Rss => rss::write_group(editions),
            Self::Atom => atom::write_group(editions),
            Self::JsonFeed => jsonfeed::write_group(editions),
            Self::Newsml29 => newsml29::write_group(editions),
            Self::Nitf | Self::NitfPlain | Self::Html | Self::Markdown | Self::Text => return None,
        };
        Some(text.into_bytes())
    }

    /// True for a format that can hold several stories.
    pub fn holds_groups(self) -> bool {
        self.write_group(&[]).is_some()
    }

    /// True for profiles whose bytes are Latin-1 and not UTF-8.
    pub fn is_latin1(self) -> bool {
        self.media_type().ends_with("charset=iso-8859-1")
    }

    /// The stories of a document, at least one.
    pub fn read(self, bytes: &[u8], agency: &Agency, defaults: &Defaults) -> Result<Vec<Incoming>, Refused> {
        let (text, repairs) = if self.is_latin1() { decode_latin1(bytes) } else { decode(bytes) }?;
        let mut found = match self {
            Self::NewsmlG2 | Self::NewsmlG2Html | Self::Newsml29 => newsml_g2::read(&text, agency, defaults),
            Self::Newsml12 | Self::Newsml12Has => newsml12::read(&text, agency, defaults),
            Self::Nitf | Self::NitfPlain => nitf::read(&text, agency, defaults),
            Self::Ninjs3 | Self::Ninjs2 | Self::Ninjs1 => ninjs::read(&text, agency, defaults),
            Self::Rss => rss::read(&text, agency, defaults),
            Self::Atom => atom::read(&text, agency, defaults),
            Self::JsonFeed => jsonfeed::read(&text, agency, defaults),
            Self::Html => html::read(&text, agency, defaults),
            Self::Markdown => markdown::read(&text, agency, defaults).map(|one| vec![one]),
            Self::Iptc7901 | Self::Iptc7901Latin1 => iptc7901::read(&text, agency, defaults),
            Self::Anpa1312 | Self::Anpa1312Latin1 => anpa1312::read(&text, agency, defaults),
            Self::Csv => csv::read(&text, agency, defaults),
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
        Self::ALL.iter().copied().find(|format| format.name() == name).ok_or(TextFault::Form("is not a format"))
    }
}
