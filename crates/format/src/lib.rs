//! Stories as bytes, and bytes as stories: one module per format.
//!
//! Invariants:
//! - Pure: no I/O, no async, no clock. The same edition always gives the same bytes.
//! - A writer cannot fail: an [`Edition`] holds nothing that a format cannot carry. A profile never changes its bytes
//!   silently.
//! - A reader accepts what is safe, says what it repaired, and refuses the rest with the line and the reason
//!   ([`Refused`]). It never panics, whatever the bytes are, and reads at most [`DOCUMENT_BYTES_MAX`].

mod banner;
mod copy;
mod countries;
mod dateline;
mod edition;
mod embargo;
mod encoding;
mod entry;
mod feature;
mod formats;
mod fragment;
mod guess;
mod header;
mod incoming;
mod inline;
mod iso8601;
mod latin1;
mod manuscript;
mod mend;
mod notes;
mod outline;
mod reading;
mod transmission;
mod tree;

pub mod anpa1312;
pub mod csv;
pub mod feed;
pub mod html;
pub mod iptc7901;
pub mod jsonl;
pub mod markdown;
pub mod name;
pub mod newscodes;
pub mod newsml12;
pub mod newsml29;
pub mod newsml_g2;
pub mod ninjs;
pub mod nitf;
pub mod photo;
pub mod text;
pub mod topics;
pub mod xml;

pub use countries::countries;
pub use edition::{Edition, File};
pub use feature::Feature;
pub use formats::Format;
pub use incoming::{Defaults, Drafted, EXTERNAL_ID_CHARS_MAX, Incoming, MediaDraft, Notice, Refused};

/// Bytes that one foreign document may have.
pub const DOCUMENT_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Keywords, topics or places that a reader takes; a story that names more cannot be released.
pub(crate) const NAMED_MAX: usize = 100;
