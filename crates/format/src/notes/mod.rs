//! What text tells an editor below the story and does not publish: labelled lines, as agencies put contacts and hints
//! below theirs. A format writes there what its own head and text do not tell.
//!
//! ```text
//! * * * *
//! The following information is not for publication
//!
//! Version: 3
//! Places: Zurich (CH); Bern
//! Note: Adds reaction.
//! Note: A picture follows.
//! ```
//!
//! A list has its items after `; `. A value of several lines has its label before each of them.

mod read;
mod write;

pub(crate) use read::{Notes, note};
pub(crate) use write::write;

/// What separates the notes from the story.
const RULE: &str = "* * * *";
/// The sentence that begins them.
const SENTENCE: &str = "The following information is not for publication";

/// What a line tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    Item,
    Version,
    Sent,
    Content,
    Language,
    Slug,
    Standfirst,
    Byline,
    City,
    Priority,
    Category,
    Topics,
    Keywords,
    Places,
    People,
    Organisations,
    Genre,
    Created,
    DigitalSource,
    Credit,
    Copyright,
    UsageTerms,
    Source,
    Group,
    Related,
    TranslationOf,
    DerivedFrom,
    Note,
    Public,
    PublicSummary,
    SummarySource,
    CorrectedFrom,
    CorrectedTo,
    File,
    Form,
}

impl Label {
    const ALL: [Self; 35] = [
        Self::Item,
        Self::Version,
        Self::Sent,
        Self::Content,
        Self::Language,
        Self::Slug,
        Self::Standfirst,
        Self::Byline,
        Self::City,
        Self::Priority,
        Self::Category,
        Self::Topics,
        Self::Keywords,
        Self::Places,
        Self::People,
        Self::Organisations,
        Self::Genre,
        Self::Created,
        Self::DigitalSource,
        Self::Credit,
        Self::Copyright,
        Self::UsageTerms,
        Self::Source,
        Self::Group,
        Self::Related,
        Self::TranslationOf,
        Self::DerivedFrom,
        Self::Note,
        Self::Public,
        Self::PublicSummary,
        Self::SummarySource,
        Self::CorrectedFrom,
        Self::CorrectedTo,
        Self::File,
        Self::Form,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Item => "Item",
            Self::Version => "Version",
            Self::Sent => "Sent",
            Self::Content => "Content hash",
            Self::Language => "Language",
            Self::Slug => "Slug",
            Self::Standfirst => "Standfirst",
            Self::Byline => "Byline",
            Self::City => "City",
            Self::Priority => "Priority",
            Self::Category => "Section",
            Self::Topics => "Topics",
            Self::Keywords => "Keywords",
            Self::Places => "Places",
            Self::People => "People",
            Self::Organisations => "Organisations",
            Self::Genre => "Genre",
            Self::Created => "Made",
            Self::DigitalSource => "Digital source",
            Self::Credit => "Credit",
            Self::Copyright => "Copyright",
            Self::UsageTerms => "Usage",
            Self::Source => "Source",
            Self::Group => "Group",
            Self::Related => "See also",
            Self::TranslationOf => "Translation of",
            Self::DerivedFrom => "Derived from",
            Self::Note => "Note",
            Self::Public => "Public site",
            Self::PublicSummary => "Public summary",
            Self::SummarySource => "Summary source",
            Self::CorrectedFrom => "Corrected from",
            Self::CorrectedTo => "Corrected to",
            Self::File => "File",
            Self::Form => "Other form",
        }
    }
}
