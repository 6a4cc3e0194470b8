//! NITF 3.6, the News Industry Text Format of the IPTC, in two profiles: `nitf`, with the namespace and valid against
//! the schema, and `nitf-plain`, the same without a namespace, for older systems that refuse it.
//!
//! Where things stand:
//! - The dateline is `body.head/dateline`, and is not repeated in the first paragraph: newsroom systems display the
//!   element themselves, and would show the city twice.
//! - A picture, video, graphic or other file is a document of that `class` whose `body.content` is one `media`, the main
//!   file first, then the other sizes and forms by name.
//! - Media Topics are `classifier` elements of the identified content; `tobject.subject` has the subject codes of eight
//!   digits that match them, each once.
//! - A hold or a kill has its `management-status`, the reason as `ed-msg`, and an empty body. Messages to editors and tests
//!   are withheld, since the readers of NITF know no other sign that something is not for publication.
//! - What has no place is `meta`: the newsroom's slug under the names that wires have used for it since ANPA, the rest
//!   under names that begin with `tellal-`.
//!
//! A document holds one story. Read are documents of any version of NITF, in any order of their elements.

pub(crate) mod body;
mod head;
pub(crate) mod media;
pub(crate) mod prose;
mod read;
mod write;

pub use read::read;
pub(crate) use {
    head::is_hash,
    read::{caption, publicity},
    write::{subjects, year},
};

use crate::{Edition, Feature};

/// The namespace of NITF 3.4 and later.
const NAMESPACE: &str = "http://iptc.org/std/NITF/2006-10-18/";

/// Names of `meta` elements.
mod meta {
    /// The slug; what follows from it are the names that wires use since ANPA 1312.
    pub const SLUG: &str = "anpa-keyword";
    pub const SEQUENCE: &str = "anpa-sequence";
    pub const WORDS: &str = "anpa-wordcount";
    /// Every document of ours has it, and no other.
    pub const CONTENT_HASH: &str = "tellal-content-hash";
    pub const FIRST_RELEASED: &str = "tellal-first-released";
    pub const CATEGORY: &str = "tellal-category";
    pub const CREATED: &str = "tellal-created";
    pub const DIGITAL_SOURCE: &str = "tellal-digital-source";
    pub const CREDIT: &str = "tellal-credit";
    /// The notice in words, which `doc.copyright` cannot hold as a whole.
    pub const COPYRIGHT: &str = "tellal-copyright";
    pub const PUBLIC: &str = "tellal-public";
    pub const PUBLIC_SUMMARY: &str = "tellal-public-summary";
    pub const SUMMARY_SOURCE: &str = "tellal-summary-source";
    pub const WAS: &str = "tellal-correction-was";
    pub const NOW: &str = "tellal-correction-now";
    /// An item and its headline, a space between them; once for each.
    pub const RELATED: &str = "tellal-related";
    pub const TRANSLATION_OF: &str = "tellal-translation-of";
    pub const DERIVED_FROM: &str = "tellal-derived-from";
}

/// What does not come back: nothing.
pub(crate) const LOST: &[Feature] = &[];

/// One version in the profile `nitf`.
pub fn write(edition: &Edition<'_>) -> String {
    write::document(edition, Some(NAMESPACE))
}

/// One version in the profile `nitf-plain`.
pub fn write_plain(edition: &Edition<'_>) -> String {
    write::document(edition, None)
}
