//! What is asked: queries of each kind, made of the words of real stories, as each side writes them.

use crate::{
    corpora::{CATEGORIES, Drawn},
    vocabulary::{Band, Language, Vocabulary},
};
use anyhow::{Result, bail};
use jiff::{SignedDuration, Timestamp};
use std::fmt::Write as _;

use super::made::LANGUAGES;

/// How long the span of a query with dates is, in days.
const SPAN_DAYS: i64 = 30;
/// Pairs of neighbours, or stories with two words that suit, that are looked for.
const TRIES: usize = 1_000;

/// What kind of query it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Common,
    Rare,
    Two,
    Phrase,
    OfLanguage,
    InSection,
    InSpan,
    Either,
    Without,
}

impl Kind {
    /// Every kind, in the order of the report.
    pub const ALL: [Self; 9] = [
        Self::Common,
        Self::Rare,
        Self::Two,
        Self::Phrase,
        Self::OfLanguage,
        Self::InSection,
        Self::InSpan,
        Self::Either,
        Self::Without,
    ];

    /// What it is called in the report.
    pub fn name(self) -> &'static str {
        match self {
            Self::Common => "a common word",
            Self::Rare => "a rare word",
            Self::Two => "two words",
            Self::Phrase => "a phrase of two words",
            Self::OfLanguage => "a word, a language",
            Self::InSection => "a word, a section",
            Self::InSpan => "a word, thirty days",
            Self::Either => "one of three words",
            Self::Without => "a common word without another",
        }
    }
}

/// The words of a query, and how they hang together.
#[derive(Debug, Clone)]
enum Words {
    All(Vec<String>),
    Any(Vec<String>),
    Phrase([String; 2]),
    Without([String; 2]),
}

/// What is asked beside words.
#[derive(Debug, Clone, Copy)]
enum Condition {
    Nothing,
    Language,
    Section(u32),
    Span(Timestamp, Timestamp),
}

/// One query.
#[derive(Debug, Clone)]
pub struct Asked {
    pub kind: Kind,
    /// The language of its words.
    pub language: &'static str,
    words: Words,
    condition: Condition,
}

/// Makes queries: the same ones for the same stories.
pub struct Asking<'a> {
    vocabulary: &'a Vocabulary,
    drawn: Drawn,
    /// When the first and the last story were released.
    released: (Timestamp, Timestamp),
    /// Words that the peers leave out of their index.
    stopped: &'a dyn Fn(&str, &str) -> bool,
}

impl<'a> Asking<'a> {
    /// Asks with words of `vocabulary` that are not `stopped` in their language.
    pub fn new(
        vocabulary: &'a Vocabulary,
        released: (Timestamp, Timestamp),
        stopped: &'a dyn Fn(&str, &str) -> bool,
    ) -> Self {
        Self { vocabulary, drawn: Drawn::seeded(7), released, stopped }
    }

    /// The next query of a kind; `n` chooses the language.
    pub fn next(&mut self, kind: Kind, n: usize) -> Result<Asked> {
        let (code, _) = LANGUAGES[n % LANGUAGES.len()];
        let language = self.vocabulary.language(code)?;
        let words = match kind {
            Kind::Rare => Words::All(vec![self.word(language, code, Band::Rare)?]),
            Kind::Common | Kind::OfLanguage | Kind::InSection | Kind::InSpan => {
                Words::All(vec![self.word(language, code, Band::Common)?])
            }
            Kind::Two => Words::All(self.two(language, code)?.into()),
            Kind::Phrase => Words::Phrase(self.phrase(language, code)?),
            Kind::Either => {
                let words = (0..3).map(|_| self.word(language, code, Band::Middle));
                Words::Any(words.collect::<Result<_>>()?)
            }
            Kind::Without => {
                let common = self.word(language, code, Band::Common)?;
                Words::Without([common, self.word(language, code, Band::Middle)?])
            }
        };
        let condition = match kind {
            Kind::OfLanguage => Condition::Language,
            Kind::InSection => Condition::Section(1 + u32::try_from(self.drawn.below(CATEGORIES as usize))?),
            Kind::InSpan => self.span()?,
            _ => Condition::Nothing,
        };
        Ok(Asked { kind, language: code, words, condition })
    }

    fn span(&mut self) -> Result<Condition> {
        let (first, last) = self.released;
        let days = usize::try_from((last.as_second() - first.as_second()) / 86_400 - SPAN_DAYS).unwrap_or_default();
        let from = first + SignedDuration::from_hours(24 * i64::try_from(self.drawn.below(days.max(1)))?);
        Ok(Condition::Span(from, from + SignedDuration::from_hours(24 * SPAN_DAYS)))
    }

    fn suits(&self, word: &str, code: &str) -> bool {
        // A Japanese word in Latin letters would be read in another way in an English story.
        (code != "ja" || !word.is_ascii()) && !(self.stopped)(code, word)
    }

    fn word(&mut self, language: &Language, code: &str, band: Band) -> Result<String> {
        for _ in 0..TRIES {
            let word = language.any_word(band, &mut self.drawn)?;
            if self.suits(word, code) {
                return Ok(word.to_owned());
            }
        }
        bail!("no word in {code} suits: {band:?}")
    }

    /// Two words of one story, neither of them rare.
    fn two(&mut self, language: &Language, code: &str) -> Result<[String; 2]> {
        for _ in 0..TRIES {
            let story = language.story(&mut self.drawn);
            let one = language.word(story, Band::Common, &mut self.drawn);
            let next = language.word(story, Band::Middle, &mut self.drawn);
            if let (Some(one), Some(next)) = (one, next)
                && one != next
                && self.suits(one, code)
                && self.suits(next, code)
            {
                return Ok([one, next].map(str::to_owned));
            }
        }
        bail!("no two words in {code} suit")
    }

    fn phrase(&mut self, language: &Language, code: &str) -> Result<[String; 2]> {
        for _ in 0..TRIES {
            let story = language.story(&mut self.drawn);
            if let Some(pair) = language.phrase(story, &mut self.drawn)
                && pair.iter().all(|word| self.suits(word, code))
            {
                return Ok(pair.map(str::to_owned));
            }
        }
        bail!("no phrase in {code} suits")
    }
}

impl Asked {
    /// In the language of queries.
    pub fn query(&self) -> String {
        let mut text = match &self.words {
            Words::All(words) => words.join(" "),
            Words::Any(words) => words.join(" OR "),
            Words::Phrase([one, next]) => format!("\"{one} {next}\""),
            Words::Without([one, other]) => format!("{one} -{other}"),
        };
        match self.condition {
            Condition::Nothing => Ok(()),
            Condition::Language => write!(text, " language:{}", self.language),
            Condition::Section(section) => write!(text, " category:{section}"),
            Condition::Span(from, until) => write!(text, " date:\"{from}..{until}\""),
        }
        .expect("a text takes what is written");
        text
    }

    /// The words as a `tsquery`.
    pub fn tsquery(&self) -> String {
        match &self.words {
            Words::All(words) => words.join(" & "),
            Words::Any(words) => words.join(" | "),
            Words::Phrase([one, next]) => format!("{one} <-> {next}"),
            Words::Without([one, other]) => format!("{one} & !{other}"),
        }
    }

    /// The words as FTS5 reads them.
    pub fn fts5(&self) -> String {
        let quoted = |words: &[String]| words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>();
        match &self.words {
            Words::All(words) => quoted(words).join(" AND "),
            Words::Any(words) => quoted(words).join(" OR "),
            Words::Phrase([one, next]) => format!("\"{one} {next}\""),
            Words::Without(words) => quoted(words).join(" NOT "),
        }
    }

    /// What is asked beside the words, as SQL of a table `story`; nothing of it comes from a story.
    pub fn sql(&self) -> String {
        match self.condition {
            Condition::Nothing => String::new(),
            Condition::Language => format!(" AND story.language = '{}'", self.language),
            Condition::Section(section) => format!(" AND story.section = {section}"),
            Condition::Span(from, until) => {
                let (from, until) = (from.as_millisecond(), until.as_millisecond());
                format!(" AND story.created BETWEEN {from} AND {until}")
            }
        }
    }

    /// True where all sides read a word alike: Japanese ones have no endings that are cut.
    pub fn is_read_alike(&self) -> bool {
        self.language == "ja"
    }
}
