//! EXIF: what a camera wrote. Where the picture was taken is not read.

use super::sheet::{Sheet, created};
use encoding_rs::WINDOWS_1252;
use exif::{Exif, In, Reader, Tag, Value};

/// What cameras write as the description of every picture.
const NO_CAPTIONS: [&str; 8] = [
    "OLYMPUS DIGITAL CAMERA",
    "SONY DSC",
    "SAMSUNG",
    "KONICA MINOLTA DIGITAL CAMERA",
    "MINOLTA DIGITAL CAMERA",
    "DIGITAL CAMERA",
    "KODAK Digital Still Camera",
    "<KENOX DIGITAL CAMERA>",
];

/// What an EXIF block says, without the `Exif` before its TIFF head. What cannot be read is left out.
pub(super) fn read(tiff: &[u8], repairs: &mut Vec<String>) -> Sheet {
    let read = Reader::new().continue_on_error(true).read_raw(tiff.to_vec());
    let exif = match read.or_else(|error| error.distill_partial_result(|_| {})) {
        Ok(exif) => exif,
        Err(error) => {
            repairs.push(format!("the EXIF was left out: {error}"));
            return Sheet::default();
        }
    };
    let taken = text(&exif, Tag::DateTimeOriginal).unwrap_or_default();
    let (date, clock) = taken.split_once(' ').unwrap_or((&taken, ""));
    Sheet {
        caption: text(&exif, Tag::ImageDescription).filter(|text| !NO_CAPTIONS.contains(&text.as_str())),
        creators: text(&exif, Tag::Artist).into_iter().collect(),
        copyright: text(&exif, Tag::Copyright),
        created: created(date, clock, &text(&exif, Tag::OffsetTimeOriginal).unwrap_or_default()),
        orientation: orientation(&exif),
        ..Sheet::default()
    }
}

/// How the picture must be turned to stand upright, 1 to 8; `None` when it stands so.
fn orientation(exif: &Exif) -> Option<u16> {
    let value = exif.get_field(Tag::Orientation, In::PRIMARY)?.value.get_uint(0)?;
    u16::try_from(value).ok().filter(|value| (2..=8).contains(value))
}

/// The text of a tag. It should be ASCII, and is what the camera's owner typed. Copyright may have two parts.
fn text(exif: &Exif, tag: Tag) -> Option<String> {
    let Value::Ascii(parts) = &exif.get_field(tag, In::PRIMARY)?.value else { return None };
    let decoded = |part: &Vec<u8>| match std::str::from_utf8(part) {
        Ok(text) => text.trim().to_owned(),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(part).0.trim().to_owned(),
    };
    let parts: Vec<String> = parts.iter().map(decoded).filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// A TIFF head with one tag, the orientation: all that is kept of a camera's EXIF.
pub(super) fn upright_by(orientation: u16) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".to_vec();
    tiff.extend_from_slice(&orientation.to_be_bytes());
    tiff.extend_from_slice(&[0; 6]);
    tiff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_orientation_comes_back() {
        let mut repairs = Vec::new();
        for orientation in 2..=8 {
            assert_eq!(read(&upright_by(orientation), &mut repairs).orientation, Some(orientation));
        }
        assert_eq!(read(&upright_by(1), &mut repairs).orientation, None);
        assert_eq!(read(&upright_by(9), &mut repairs).orientation, None);
        assert!(repairs.is_empty(), "{repairs:?}");
        read(b"no tiff", &mut repairs);
        assert_eq!(repairs.len(), 1);
    }
}
