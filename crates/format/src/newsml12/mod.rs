//! NewsML 1.2 of the IPTC, in two dialects: `newsml12`, as the functional specification has it, and `newsml12-has`, as the
//! clients of the HAS interface read it.
//!
//! Where things stand in both:
//! - Own data is one `Metadata` of the outermost component, whose type is in our vocabulary; everything else has its place
//!   in the standard (functional specification §5.5 to §5.10).
//! - An embargo that was not over when the version was made is the status `Embargoed` with the time at which it will
//!   change. A hold or a kill has its status, an instruction for all revisions before it, the reason as an advisory line,
//!   and no content. Messages to editors and tests are withheld, as no other sign is read for certain.
//! - Several versions are one document with one `NewsItem` each.
//!
//! | | `newsml12` | `newsml12-has` |
//! |---|---|---|
//! | identification | `NewsItemId` is kind and number, the identifier an URN of RFC 3085 | `NewsItemId` is the id of the item |
//! | content of a text | in the outermost component | in a component of the role `Main`, as for files |
//! | files | their addresses, with size and pixels | their physical names, `_High.`, `_Web.` or `_SD.` in them where there are several |
//! | dateline | `DateLine`, with the agency's code | `DateLine` is the city; the first paragraph begins with the dateline |
//!
//! Newsroom systems that read the standard display `DateLine` before the text, so that the text does not repeat it. The
//! clients of HAS take no city from there, and cut the text at the agency's code in brackets.
//!
//! Read are documents of any version 1, in any order of their elements.

mod content;
mod facts;
mod has;
mod read;
mod write;

pub use read::read;

use crate::{Edition, Feature};
use story::Relation;

/// How a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    /// As the specification has it.
    Standard,
    /// As the clients of HAS read it.
    Has,
}

/// The type of our own `Metadata`.
const OWN: &str = "Tellal";

/// Names of properties in our own `Metadata`.
mod own {
    pub const CONTENT_HASH: &str = "ContentHash";
    pub const CATEGORY: &str = "Category";
    pub const CREATED: &str = "Created";
    pub const DIGITAL_SOURCE: &str = "DigitalSource";
    /// An embargo that is over.
    pub const EMBARGO: &str = "Embargo";
    pub const GROUP: &str = "Group";
    pub const PUBLIC: &str = "Public";
    pub const PUBLIC_SUMMARY: &str = "PublicSummary";
    pub const SUMMARY_SOURCE: &str = "SummarySource";
    pub const WAS: &str = "CorrectionWas";
    pub const NOW: &str = "CorrectionNow";
    /// `added` when the writer has put the dateline before the text.
    pub const DATELINE: &str = "Dateline";
}

/// Names of properties that others use too.
mod property {
    pub const KEYWORD: &str = "Keyword";
    pub const PERSON: &str = "Person";
    pub const ORGANISATION: &str = "Organisation";
    pub const MEDIA_TOPIC: &str = "MediaTopic";
    pub const CITY: &str = "City";
    pub const COUNTRY: &str = "Country";
    pub const WORDS: &str = "Words";
    pub const WIDTH: &str = "Width";
    pub const HEIGHT: &str = "Height";
    pub const RENDITION: &str = "Rendition";
}

/// The property of our own that names a related item (`AssociatedWith`) where it is more than that.
const fn relation(relation: Relation) -> Option<&'static str> {
    match relation {
        Relation::Related => None,
        Relation::TranslationOf => Some("TranslationOf"),
        Relation::DerivedFrom => Some("DerivedFrom"),
    }
}

/// The role of the place at which a story was filed (`Location`, `HowPresent`).
const ORIGIN: &str = "Origin";
/// The line that is written for editors (`NewsLineType`).
const ADVISORY: &str = "AdvisoryLine";

/// What does not come back: nothing.
pub(crate) const LOST: &[Feature] = &[];

/// One version in the standard dialect.
pub fn write(edition: &Edition<'_>) -> String {
    write::document(std::slice::from_ref(edition), Dialect::Standard)
}

/// Several versions in the standard dialect, in the order given.
pub fn write_group(editions: &[Edition<'_>]) -> String {
    write::document(editions, Dialect::Standard)
}

/// One version in the dialect of HAS.
pub fn write_has(edition: &Edition<'_>) -> String {
    write::document(std::slice::from_ref(edition), Dialect::Has)
}

/// The members of a group in the dialect of HAS, in the order given.
pub fn write_has_group(editions: &[Edition<'_>]) -> String {
    write::document(editions, Dialect::Has)
}
