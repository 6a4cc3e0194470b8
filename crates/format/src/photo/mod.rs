//! What photographs say of themselves: IPTC IIM, XMP and EXIF in JPEG, PNG, WebP and GIF files.
//!
//! [`read`] takes all three and answers one set of facts; [`draft`] makes a picture story of them; [`dress`] writes the
//! facts of a story into its picture, in IIM and XMP alike. The properties are those of the IPTC Photo Metadata Standard,
//! which says for each where it stands in IIM and in XMP.
//!
//! *Where the three differ*: XMP counts more than IIM, and both more than EXIF, field by field. There is one exception:
//! when the digest that Photoshop leaves beside the IIM tells that a program without XMP changed the IIM afterwards, the
//! IIM counts most (Metadata Working Group, "Guidelines for Handling Image Metadata" 2.0, §3.3). Differences are told.
//! Of two dates of creation the fuller one is kept when the other is a part of it.
//!
//! *What comes back* of a dressed JPEG: language, slug, headline, caption, byline, dateline, priority, category, topics,
//! keywords, places, people, organisations, genre, date of creation, digital source, embargo, rights, note to editors, id,
//! version and content hash. Standfirst, group, related items, publicity, summary and correction have no place in a
//! photograph. A PNG and a WebP hold the same, in XMP alone.

mod draft;
mod dress;
mod exif;
mod facts;
mod iim;
mod parts;
mod resources;
mod sheet;
mod xmp;

pub use draft::draft;
pub use dress::dress;
pub use facts::PhotoFacts;

use crate::Refused;
use bytes::Bytes;
use parts::Parts;
use sheet::Sheet;

/// What a picture says of itself. A file that says nothing, or is no picture, gives empty facts.
///
/// # Errors
/// Only for a time before which the picture must not be used, when that time cannot be read.
pub fn read(picture: &Bytes) -> Result<PhotoFacts, Refused> {
    let mut repairs = Vec::new();
    let parts = Parts::of(picture, &mut repairs);
    let xmp = parts.xmp.map(|packet| xmp::read(&packet, &mut repairs)).unwrap_or_default();
    let exif = parts.exif.map(|block| exif::read(&block, &mut repairs)).unwrap_or_default();
    let (iim, changed) = match parts.iim {
        Some((block, changed)) => (iim::read(&block, &mut repairs), changed),
        None => (Sheet::default(), false),
    };
    let (first, second, counts) = if changed { (iim, xmp, "IIM") } else { (xmp, iim, "XMP") };
    let differences = first.differences(&second);
    if !differences.is_empty() {
        repairs.push(format!("the IIM and the XMP differ in {}; the {counts} was taken", differences.join(", ")));
    }
    PhotoFacts::of(first.or(second).or(exif), repairs)
}
