//! ninjs, news in JSON (IPTC): versions 3.1, 2.2 and 1.6 are written, and whatever of them agencies send is read.
//!
//! The three differ in the names of their fields and in the shape of their lists: 1.x has one field for each text
//! (`body_html`) and objects with a key for each member, 2.x has lists with roles, 3.x is 2.x in camel case. All of them
//! are closed: what a story says and the standard has no field for goes where the standard lets a provider name things
//! himself: the role of a description, the scheme of a subject, an alternative id.
//!
//! A group is one item of type `composite` whose members are its associations. A hold or a kill is an item with
//! `pubstatus` and the reason as `ednote`, and without anything to publish.

mod json;
mod node;
mod read;
mod write;

pub use read::read;
pub use write::{write, write_group};

use crate::{Feature, formats::NAMESPACE};

/// A version of the standard that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// 1.6, for the many who still read 1.x.
    One,
    /// 2.2
    Two,
    /// 3.1
    Three,
}

/// What does not come back: nothing.
pub(crate) const LOST: &[Feature] = &[];

/// The version of the names under [`NAMESPACE`], which come after it.
const OWN: &str = "1.0/";

/// Names of our own, after [`NAMESPACE`] and [`OWN`]: the roles of alternative ids, ...
const CONTENT_HASH: &str = "content_hash";
const PACKAGE: &str = "package";
/// ... the roles of descriptions, ...
const PUBLIC_SUMMARY: &str = "public_summary";
const CORRECTION_WAS: &str = "correction_was";
const CORRECTION_NOW: &str = "correction_now";
const CREATED: &str = "created";
/// ... and the schemes of subjects. The numbers of categories and products mean something in one agency only, whose code
/// comes after.
const CATEGORY: &str = "category/";
const PRODUCT: &str = "product/";
const PUBLICITY: &str = "publicity/";
/// A digital source type of the IPTC; in its own scheme it would speak of the content, not of the public summary.
const SUMMARY_SOURCE: &str = "summary_source/";

/// The schemes of the IPTC, with and without what comes before them elsewhere.
const NEWSCODES: &str = "http://cv.iptc.org/newscodes/";
const MEDIA_TOPIC: &str = "mediatopic/";
const SUBJECT_CODE: &str = "subjectcode/";
const SIGNAL: &str = "signal/";
const GENRE: &str = "genre/";
const DIGITAL_SOURCE: &str = "digitalsourcetype/";

/// What relates a subject, a place or an association to the item.
const KEYWORD: &str = "keyword";
const LOCATED: &str = "located";
const PROVIDER: &str = "provider";
/// The name of the association with the group, and the beginnings of the names of the others.
const GROUP: &str = "group";
const RELATED: &str = "related";
const TRANSLATION_OF: &str = "translationOf";
const DERIVED_FROM: &str = "derivedFrom";
const PICTURE: &str = "picture";

/// The part of a name of our own after [`NAMESPACE`] and [`OWN`].
fn own(name: &str) -> Option<&str> {
    name.strip_prefix(NAMESPACE)?.strip_prefix(OWN)
}
