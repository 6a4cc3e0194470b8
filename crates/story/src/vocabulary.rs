//! The closed and coded values of a story: language, priority, slug, category, topic, product number.

use crate::TextFault;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A language tag as IETF BCP 47 writes it, reduced to what an agency files in: a language of two or three letters
/// and optional subtags (`tr`, `ckb`, `sr-Latn`, `pt-BR`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Lang(String);

/// Languages written from right to left (their default script).
const RIGHT_TO_LEFT: [&str; 7] = ["ar", "ckb", "fa", "he", "ps", "ur", "yi"];
const LANG_BYTES_MAX: usize = 35;

impl Lang {
    /// Parses a language tag.
    pub fn new(tag: &str) -> Result<Self, TextFault> {
        let fault = TextFault::Form("is not a language tag such as `tr` or `pt-BR`");
        let mut parts = tag.split('-');
        let primary = parts.next().unwrap_or_default();
        let alpha = |s: &str| s.bytes().all(|b| b.is_ascii_alphabetic());
        let ok = (2..=3).contains(&primary.len())
            && alpha(primary)
            && tag.len() <= LANG_BYTES_MAX
            && parts.all(|s| (2..=8).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_alphanumeric()));
        if !ok {
            return Err(fault);
        }
        let mut lang = primary.to_ascii_lowercase();
        lang.push_str(&tag[primary.len()..]);
        Ok(Self(lang))
    }

    /// The whole tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language without its subtags: `sr` of `sr-Latn`.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// True when the language is written from right to left.
    pub fn is_rtl(&self) -> bool {
        RIGHT_TO_LEFT.contains(&self.primary())
    }

    /// The value of HTML's `dir` attribute.
    pub fn dir(&self) -> &'static str {
        if self.is_rtl() { "rtl" } else { "ltr" }
    }
}

/// How urgent a story is: 1 flash … 6 archive. Serialised as its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Priority {
    /// One short sentence that interrupts everything.
    Flash = 1,
    /// News that readers must see now.
    Urgent = 2,
    /// Leads the hour.
    Important = 3,
    /// The day's work.
    Routine = 4,
    /// Features, analysis, interviews.
    Special = 5,
    /// Background and archive material.
    Archive = 6,
}

impl Priority {
    /// Every priority, the most urgent first.
    pub const ALL: [Self; 6] =
        [Self::Flash, Self::Urgent, Self::Important, Self::Routine, Self::Special, Self::Archive];

    /// Reads an IPTC urgency (1 to 8; 7 and 8 are archive material here).
    pub fn from_urgency(urgency: u8) -> Option<Self> {
        Self::try_from(urgency.min(6)).ok().filter(|_| urgency <= 8)
    }

    /// The IPTC urgency, 1 to 6.
    pub fn urgency(self) -> u8 {
        self as u8
    }

    /// The word that desks use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Flash => "flash",
            Self::Urgent => "urgent",
            Self::Important => "important",
            Self::Routine => "routine",
            Self::Special => "special",
            Self::Archive => "archive",
        }
    }
}

impl TryFrom<u8> for Priority {
    type Error = TextFault;
    fn try_from(n: u8) -> Result<Self, TextFault> {
        Self::ALL.into_iter().find(|&p| p as u8 == n).ok_or(TextFault::Form(
            "is not a priority: 1 flash, 2 urgent, 3 important, 4 routine, 5 special, 6 archive",
        ))
    }
}

impl From<Priority> for u8 {
    fn from(p: Priority) -> Self {
        p as u8
    }
}

impl FromStr for Priority {
    type Err = TextFault;
    /// Reads the number or the word.
    fn from_str(s: &str) -> Result<Self, TextFault> {
        if let Some(p) = Self::ALL.into_iter().find(|p| p.name().eq_ignore_ascii_case(s)) {
            return Ok(p);
        }
        Self::try_from(s.parse::<u8>().unwrap_or(0))
    }
}

/// The newsroom's short handle of a story (`QUAKE-IZMIR`, `SEÇİM/SONUÇ`): letters and digits of any script with
/// `-`, `_`, `/`, `.`, `'` and single spaces between them, at most [`Slug::CHARS_MAX`] characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

impl Slug {
    /// Characters that a slug may have.
    pub const CHARS_MAX: usize = 64;

    /// Parses a slug.
    pub fn new(text: &str) -> Result<Self, TextFault> {
        let text = text.trim();
        if text.is_empty() {
            return Err(TextFault::Empty);
        }
        let chars = text.chars().count();
        if chars > Self::CHARS_MAX {
            return Err(TextFault::TooLong { chars, max: Self::CHARS_MAX });
        }
        let ok = text.chars().all(Self::allows) && !text.contains("  ") && text.chars().any(char::is_alphanumeric);
        if ok { Ok(Self(text.to_owned())) } else { Err(TextFault::Form("holds a character that a slug cannot have")) }
    }

    /// Makes a slug out of a headline: its first words in capitals, joined by hyphens.
    pub fn from_headline(headline: &str) -> Self {
        let mut slug = String::new();
        let mut chars = 0;
        for word in headline.split(|c: char| !(c.is_alphanumeric() || is_mark(c))).filter(|w| !w.is_empty()) {
            let word: String = word.to_uppercase().chars().take(Self::CHARS_MAX).collect();
            let more = word.chars().count() + usize::from(chars > 0);
            if chars + more > Self::CHARS_MAX / 2 && chars > 0 {
                break;
            }
            if chars > 0 {
                slug.push('-');
            }
            slug.push_str(&word);
            chars += more;
        }
        Self::new(&slug).unwrap_or_else(|_| Self("STORY".to_owned()))
    }

    /// The slug's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn allows(c: char) -> bool {
        c.is_alphanumeric() || is_mark(c) || matches!(c, '-' | '_' | '/' | '.' | '\'' | ' ')
    }
}

/// Combining marks that words of several scripts need inside them (Latin, Arabic, Hebrew, Indic, Thai, kana).
fn is_mark(c: char) -> bool {
    matches!(u32::from(c),
        0x0300..=0x036F | 0x0591..=0x05C7 | 0x0610..=0x061A | 0x064B..=0x065F | 0x0670 | 0x06D6..=0x06ED
        | 0x0900..=0x0DFF | 0x0E31..=0x0E4E | 0x200C..=0x200D | 0x3099..=0x309A)
}

/// Defines a code of an IPTC NewsCodes vocabulary: a word of ASCII letters, digits, `_` and `-`.
macro_rules! news_code {
    ($(#[$doc:meta])* $name:ident, $alias:literal, $fault:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Parses the code, with or without the alias of its vocabulary before it.
            pub fn new(text: &str) -> Result<Self, TextFault> {
                let code = text.strip_prefix(concat!($alias, ":")).unwrap_or(text);
                let ok = (1..=NEWS_CODE_BYTES_MAX).contains(&code.len())
                    && code.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
                if ok { Ok(Self(code.to_owned())) } else { Err(TextFault::Form($fault)) }
            }

            /// The code without the alias.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The code as a `QCode`, with the alias of its vocabulary.
            pub fn qcode(&self) -> String {
                format!(concat!($alias, ":{}"), self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = TextFault;
            fn try_from(text: String) -> Result<Self, TextFault> {
                Self::new(&text)
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> Self {
                code.0
            }
        }
    };
}

/// Bytes that a code of a vocabulary may have.
const NEWS_CODE_BYTES_MAX: usize = 60;

news_code!(
    /// A concept of the IPTC Genre NewsCodes (`Current`, `Obituary`, `Fact_Check`).
    Genre,
    "genre",
    "is not a genre of the IPTC NewsCodes such as `Current` or `Fact_Check`"
);
news_code!(
    /// A concept of the IPTC Digital Source Type NewsCodes (`digitalCapture`, `trainedAlgorithmicMedia`).
    DigitalSource,
    "digsrctype",
    "is not a digital source type of the IPTC NewsCodes such as `digitalCapture`"
);

/// The digital source types of what machines made, alone or with people.
const BY_MACHINES: [&str; 4] =
    ["trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "algorithmicMedia", "compositeSynthetic"];

impl DigitalSource {
    /// Whether a machine made it, alone or with people.
    pub fn names_a_machine(&self) -> bool {
        BY_MACHINES.contains(&self.as_str())
    }
}

/// A concept of the IPTC Media Topics NewsCodes: eight digits, written `medtop:20000002`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TopicId(String);

impl TopicId {
    /// Parses `medtop:20000002` or `20000002`.
    pub fn new(text: &str) -> Result<Self, TextFault> {
        let code = text.strip_prefix("medtop:").unwrap_or(text);
        if code.len() == 8 && code.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(format!("medtop:{code}")))
        } else {
            Err(TextFault::Form("is not a Media Topic such as `medtop:20000002`"))
        }
    }

    /// The qualified code, `medtop:20000002`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The eight digits.
    pub fn code(&self) -> &str {
        &self.0["medtop:".len()..]
    }
}

macro_rules! string_form {
    ($($name:ident),*) => {$(
        impl TryFrom<String> for $name {
            type Error = TextFault;
            fn try_from(text: String) -> Result<Self, TextFault> {
                Self::new(&text)
            }
        }
        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }
        impl FromStr for $name {
            type Err = TextFault;
            fn from_str(text: &str) -> Result<Self, TextFault> {
                Self::new(text)
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}
string_form!(Lang, Slug, TopicId);

macro_rules! number_form {
    ($($(#[$doc:meta])* $name:ident),*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}
number_form!(
    /// The number of one of the agency's categories (its sections): 1 general, 2 sport …
    CategoryId,
    /// The number of a product (package, bulletin).
    ProductId
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_take_any_script() {
        assert_eq!(Slug::new(" QUAKE-IZMIR ").expect("slug").as_str(), "QUAKE-IZMIR");
        assert!(Slug::new("انتخابات/نتائج").is_ok());
        assert!(Slug::new("a<b>").is_err());
        assert!(Slug::new("---").is_err());
        assert_eq!(Slug::from_headline("Quake hits İzmir; 3 hurt").as_str(), "QUAKE-HITS-İZMIR-3-HURT");
        assert_eq!(Slug::from_headline("«…»").as_str(), "STORY");
    }

    #[test]
    fn languages_know_their_direction() {
        assert!(Lang::new("AR").expect("tag").is_rtl());
        assert!(!Lang::new("tr").expect("tag").is_rtl());
        assert!(Lang::new("turkish-language").is_err());
        assert!(Lang::new("e").is_err());
    }

    #[test]
    fn priorities_read_numbers_and_words() {
        assert_eq!("flash".parse(), Ok(Priority::Flash));
        assert_eq!("4".parse(), Ok(Priority::Routine));
        assert!("7".parse::<Priority>().is_err());
        assert_eq!(Priority::from_urgency(8), Some(Priority::Archive));
        assert_eq!(Priority::from_urgency(9), None);
    }
}
