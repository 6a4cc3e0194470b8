//! IPTC 7901, the text transmission format of the IPTC (Recommendation 7901, revision 5): a heading, a slug line and the
//! text between control characters, as teleprinters and editorial systems have taken it for decades.
//!
//! ```text
//! SOH TEL0001 4 a 512 tel:text:20260901:50000001
//! FLOOD-PLAN/flood/dams/
//! STX (EMBARGOED FOR RELEASE UNTIL 2026-09-02 07:00 GMT)
//! Council backs plan
//!    Ada Kaya =
//!
//! A vote ends years of talks.
//!
//!    ZURICH (TEL) - The council backs the plan.
//!
//! * * * *
//! The following information is not for publication
//!
//! Version: 3
//! ETX 011200 Sep 26
//! EOT
//! ```
//!
//! The category is the letter that the section has on wires, because readers are known that take one character only. The
//! time at the end is UTC, and told again with its zone in the notes. What the header has no place for stands in the
//! notes, as agencies put their hints to editors there.
//!
//! The profile `iptc7901-latin1` has the same shape in ISO 8859-1: what that has no sign for is spelt, or becomes `?`.

mod read;
mod write;

pub use read::read;
pub use write::{write, write_group, write_group_latin1, write_latin1};

use crate::Feature;

/// What does not come back.
pub(crate) const LOST: &[Feature] = &[Feature::Emphasis, Feature::Links, Feature::BodyPictures];
/// What does not come back from Latin-1.
pub(crate) const LOST_LATIN1: &[Feature] =
    &[Feature::Emphasis, Feature::Links, Feature::BodyPictures, Feature::OtherScripts];
