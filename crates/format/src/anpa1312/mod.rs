//! ANPA 1312, the high-speed wire of American newspapers (ANPA Bulletin 1312): two lines of heading, header lines between
//! `^` and `<`, and a text whose paragraphs begin with a tabulator.
//!
//! ```text
//! SYN SYN SOH a0001 US tel--
//! r a DC3 DC1 bc-Flood-Plan 2ndLd-Writethru a0001 9-1 0512
//! STX ^BC--Flood-Plan,2ndLd-Writethru,<
//! ^Council backs plan<
//! ^EMBARGOED FOR RELEASE UNTIL 2026-09-02 07:00 GMT<
//! ^EDS: Adds reaction.<
//! ^By Ada Kaya<
//! ^=<
//! TAB ZURICH (TEL) _ The council backs the plan.
//! ETX TEL-ZZ-09-01-26 1200GMT
//! EOT
//! ```
//!
//! The headline is always the second header line and the byline the last but one, because readers are known that count
//! them; a story without a byline has the agency's name there. For the same readers a paragraph is one line, and nothing
//! stands in the text that a newspaper would not print: what the header has no place for is lost.
//!
//! `_` is the dash of this alphabet. Priorities have five letters, so archive material goes as features do (`d`).
//!
//! The profile `anpa1312-latin1` has the same shape in ISO 8859-1: what that has no sign for is spelt, or becomes `?`.

mod read;
mod write;

pub use read::read;
pub use write::{write, write_group, write_group_latin1, write_latin1};

use crate::Feature;
use story::Priority;

/// What does not come back.
pub(crate) const LOST: &[Feature] = LOST_LATIN1.split_at(LOST_LATIN1.len() - 1).0;
/// What does not come back from Latin-1.
pub(crate) const LOST_LATIN1: &[Feature] = &[
    Feature::Language,
    Feature::CityCountry,
    Feature::Topics,
    Feature::Keywords,
    Feature::Places,
    Feature::PlaceCountries,
    Feature::People,
    Feature::Organisations,
    Feature::Genre,
    Feature::Created,
    Feature::DigitalSource,
    Feature::Credit,
    Feature::Copyright,
    Feature::Source,
    Feature::Group,
    Feature::Related,
    Feature::Relations,
    Feature::Publicity,
    Feature::PublicSummary,
    Feature::SummarySource,
    Feature::Emphasis,
    Feature::Links,
    Feature::Crossheads,
    Feature::BodyPictures,
    Feature::Pictures,
    Feature::Videos,
    Feature::Graphics,
    Feature::Files,
    Feature::Forms,
    Feature::Id,
    Feature::ContentHash,
    Feature::OtherScripts,
];

/// Ends a header line that is empty but for this: the text follows.
const HEADER_ENDS: &str = "=";
/// The dash of this alphabet.
const DASH: &str = "_";

/// The letters of priorities: flash, urgent, bulletin, regular, deferred.
const PRIORITIES: [(char, Priority); 6] = [
    ('f', Priority::Flash),
    ('u', Priority::Urgent),
    ('b', Priority::Important),
    ('r', Priority::Routine),
    ('d', Priority::Special),
    ('d', Priority::Archive),
];

/// Labels of header lines, in capitals as editors are used to: notes, restrictions, and what a correction repairs
/// (`STED`, "instead of", is the wire's own word).
mod label {
    pub const NOTE: &str = "EDS: ";
    pub const USAGE: &str = "USAGE: ";
    pub const NOW: &str = "CORRECTS: ";
    pub const WAS: &str = "STED: ";
}
