//! XMP (ISO 16684-1) with the properties of the IPTC Photo Metadata Standard 2023.2.

mod read;
mod write;

pub(super) use read::read;
pub(super) use write::write;

use crate::newscodes;
use story::Genre;

/// What begins the segment of a JPEG that holds XMP (XMP part 3, §1.1.3).
pub(super) const JPEG_PREFIX: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
/// What begins the segments that hold the rest of an XMP that is too large for one.
pub(super) const JPEG_EXTENDED_PREFIX: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
/// The keyword of the `iTXt` chunk of a PNG that holds XMP (XMP part 3, §1.1.5).
pub(super) const PNG_KEYWORD: &[u8] = b"XML:com.adobe.xmp\0";

/// The vocabularies of the IPTC, as addresses.
const MEDIA_TOPICS: &str = "http://cv.iptc.org/newscodes/mediatopic/";
const GENRES: &str = "http://cv.iptc.org/newscodes/genre/";
const DIGITAL_SOURCES: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/";

/// The English name of a genre's code; a code that is not known is its own name.
pub(super) fn genre_name(code: &str) -> &str {
    Genre::new(code).ok().and_then(|genre| newscodes::genre_name(&genre)).unwrap_or(code)
}
