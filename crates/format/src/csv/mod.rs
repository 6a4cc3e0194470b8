//! CSV (RFC 4180) for lists: one row for each story, below one row of names.
//!
//! The document begins with the byte order mark of UTF-8, against the advice of RFC 3629 for protocols: the readers of
//! these lists are people with a spreadsheet, and a spreadsheet that finds no mark reads `İzmir` as `Ä°zmir`. Programs that
//! read CSV know the mark.
//!
//! A cell that begins like a formula (`=`, `+`, `-`, `@`) gets an apostrophe before it, because a spreadsheet would run it:
//! a headline may come from anyone. The apostrophe is taken off again when such a list is read.
//!
//! Lists inside a cell have `; ` between their items. The text is copy without a width: blank lines between paragraphs,
//! underlined crossheads, indented lists and quotes. A story that was taken away has the reason there.

mod read;
mod write;

pub use read::read;
pub use write::{write, write_group};

use crate::Feature;

/// What does not come back.
pub(crate) const LOST: &[Feature] = &[
    Feature::Standfirst,
    Feature::CityCountry,
    Feature::Places,
    Feature::PlaceCountries,
    Feature::People,
    Feature::Organisations,
    Feature::Genre,
    Feature::Created,
    Feature::DigitalSource,
    Feature::Credit,
    Feature::Copyright,
    Feature::UsageTerms,
    Feature::Source,
    Feature::Group,
    Feature::Related,
    Feature::Relations,
    Feature::EditorsNote,
    Feature::Publicity,
    Feature::PublicSummary,
    Feature::SummarySource,
    Feature::Correction,
    Feature::Emphasis,
    Feature::Links,
    Feature::BodyPictures,
    Feature::Pictures,
    Feature::Videos,
    Feature::Graphics,
    Feature::Files,
    Feature::Forms,
];

/// The names of the columns, in their order.
const COLUMNS: [&str; 20] = [
    "id",
    "version",
    "act",
    "state",
    "released",
    "language",
    "kind",
    "priority",
    "category",
    "slug",
    "headline",
    "byline",
    "city",
    "keywords",
    "topics",
    "products",
    "embargo",
    "words",
    "content hash",
    "text",
];

/// True for text that a spreadsheet takes for a formula, or would if apostrophes before it were gone.
fn is_formula(text: &str) -> bool {
    // The wide forms count where the keyboard is Japanese.
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}
