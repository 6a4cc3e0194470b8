//! Writing the metadata of an edition into its picture, without touching a pixel.
//!
//! What stays of the file is listed, not what goes: a place, a thumbnail of an uncropped picture or a note of somebody's
//! camera may lie anywhere.

use super::{Parts, exif, iim, resources, sheet::Sheet, xmp};
use crate::Edition;
use bytes::Bytes;
use img_parts::{
    ImageEXIF, ImageICC,
    jpeg::{Jpeg, JpegSegment, markers},
    png::{Png, PngChunk},
    riff::{RiffChunk, RiffContent},
    webp::{CHUNK_ALPH, CHUNK_ANIM, CHUNK_ANMF, CHUNK_ICCP, CHUNK_VP8, CHUNK_VP8L, CHUNK_VP8X, CHUNK_XMP, WebP},
};
use story::MediaType;

/// Bytes that the contents of one segment of a JPEG can have.
const SEGMENT_BYTES_MAX: usize = 65_533;
/// Bytes of XMP that one segment of a JPEG can hold; the same for other files, so that all say alike.
const XMP_BYTES_MAX: usize = SEGMENT_BYTES_MAX - xmp::JPEG_PREFIX.len();

/// The chunks of a PNG that say how it looks; of all others only those stay that no program may skip.
const PNG_LOOKS: [&[u8; 4]; 16] = [
    b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"mDCV", b"cLLI", b"sBIT", b"bKGD", b"hIST", b"pHYs",
    b"sPLT", b"acTL", b"fcTL", b"fdAT",
];
/// The chunks of a WebP that say how it looks.
const WEBP_LOOKS: [[u8; 4]; 7] = [CHUNK_VP8X, CHUNK_ICCP, CHUNK_ANIM, CHUNK_ANMF, CHUNK_ALPH, CHUNK_VP8, CHUNK_VP8L];
/// The bit of the first byte of `VP8X` that announces XMP.
const VP8X_HAS_XMP: u8 = 0b0000_0100;

/// The picture with the metadata of an edition: IIM and XMP alike in a JPEG, XMP in a PNG or a WebP. All metadata that it
/// had before is gone, with places, thumbnails and makers' notes; the colour profile stays, and of the EXIF the
/// orientation where the pixels do not stand upright. A GIF, and what cannot be taken apart, is returned as it is.
pub fn dress(picture: Bytes, edition: &Edition<'_>) -> Bytes {
    let sheet = Sheet::of(edition);
    let packet = || Bytes::from(xmp::write(edition, &sheet, XMP_BYTES_MAX));
    let orientation = orientation(&picture).map(|turn| Bytes::from(exif::upright_by(turn)));
    let dressed = match MediaType::sniff(&picture) {
        Some(MediaType::Jpeg) => jpeg(&picture, &sheet, &packet(), orientation),
        Some(MediaType::Png) => png(&picture, &packet(), orientation),
        Some(MediaType::Webp) => webp(&picture, packet(), orientation),
        _ => None,
    };
    dressed.unwrap_or(picture)
}

fn orientation(picture: &Bytes) -> Option<u16> {
    let mut ignored = Vec::new();
    let parts = Parts::of(picture, &mut ignored);
    exif::read(&parts.exif?, &mut ignored).orientation
}

fn jpeg(picture: &Bytes, sheet: &Sheet, packet: &[u8], orientation: Option<Bytes>) -> Option<Bytes> {
    let mut jpeg = Jpeg::from_bytes(picture.clone()).ok()?;
    let kept: Vec<JpegSegment> = jpeg.segments().iter().filter_map(|segment| kept(segment, picture)).collect();
    *jpeg.segments_mut() = kept;
    jpeg.set_exif(orientation);
    let segment = |marker, contents: Vec<u8>| JpegSegment::new_with_contents(marker, contents.into());
    let xmp = segment(markers::APP1, [xmp::JPEG_PREFIX, packet].concat());
    let iim = segment(markers::APP13, resources::write(&iim::write(sheet)));
    let fits = |segment: &JpegSegment| segment.contents().len() <= SEGMENT_BYTES_MAX;
    let at = jpeg.segments().iter().position(|s| !matches!(s.marker(), markers::APP0 | markers::APP1)).unwrap_or(0);
    jpeg.segments_mut().splice(at..at, [xmp, iim].into_iter().filter(fits));
    Some(jpeg.encoder().bytes())
}

/// A segment of a JPEG that stays, without what does not: the thumbnail of JFIF, and what follows the picture's end.
fn kept(segment: &JpegSegment, picture: &Bytes) -> Option<JpegSegment> {
    let (marker, contents) = (segment.marker(), segment.contents());
    match marker {
        markers::APP0 if contents.starts_with(b"JFIF\0") => {
            let head = contents.get(..12)?;
            Some(JpegSegment::new_with_contents(marker, [head, &[0, 0]].concat().into()))
        }
        markers::APP2 => contents.starts_with(b"ICC_PROFILE\0").then(|| segment.clone()),
        // It tells how the colours are to be understood.
        markers::APP14 => contents.starts_with(b"Adobe").then(|| segment.clone()),
        markers::APP0..=markers::APP15 | markers::COM => None,
        markers::SOS => Some(up_to_its_end(segment, picture)),
        _ => Some(segment.clone()),
    }
}

/// The segment with its scans up to the end of the image; phones hang films, depths and smaller pictures behind it.
fn up_to_its_end(segment: &JpegSegment, picture: &Bytes) -> JpegSegment {
    // What follows a scan's head is the rest of the file.
    let rest = segment.len_with_entropy() - segment.len();
    let data = picture.slice(picture.len().saturating_sub(rest)..);
    let end = end_of_image(&data).unwrap_or(data.len());
    JpegSegment::new_with_entropy(segment.marker(), segment.contents().clone(), data.slice(..end))
}

/// Where an image ends, behind its end marker: the first that stands neither in a scan nor in a segment between two.
fn end_of_image(data: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += data.get(at..)?.iter().position(|byte| *byte == markers::P)? + 1;
        match *data.get(at)? {
            // A byte of the scan, a restart, or a byte that fills.
            0 | markers::RST0..=markers::RST7 => at += 1,
            markers::P => {}
            markers::EOI => return Some(at + 1),
            _ => {
                let length = data.get(at + 1..at + 3)?;
                at += 1 + usize::from(u16::from_be_bytes([length[0], length[1]]));
            }
        }
    }
}

fn png(picture: &Bytes, packet: &[u8], orientation: Option<Bytes>) -> Option<Bytes> {
    let mut png = Png::from_bytes(picture.clone()).ok()?;
    // A capital letter first: no program may skip it (PNG §5.4).
    png.chunks_mut().retain(|chunk| chunk.kind()[0].is_ascii_uppercase() || PNG_LOOKS.contains(&&chunk.kind()));
    png.set_exif(orientation);
    let text = [xmp::PNG_KEYWORD, &[0, 0, 0, 0], packet].concat();
    let at = png.chunks().iter().position(|chunk| &chunk.kind() == b"IDAT")?;
    png.chunks_mut().insert(at, PngChunk::new(*b"iTXt", text.into()));
    Some(png.encoder().bytes())
}

fn webp(picture: &Bytes, packet: Bytes, orientation: Option<Bytes>) -> Option<Bytes> {
    let mut webp = WebP::from_bytes(picture.clone()).ok()?;
    webp.chunks_mut().retain(|chunk| WEBP_LOOKS.contains(&chunk.id()));
    webp.set_exif(orientation);
    webp.chunks_mut().push(RiffChunk::new(CHUNK_XMP, RiffContent::Data(packet)));
    // Setting the profile anew makes a `VP8X` where there was none.
    let profile = webp.icc_profile();
    webp.set_icc_profile(profile);
    let head = webp.chunks_mut().iter_mut().find(|chunk| chunk.id() == CHUNK_VP8X)?;
    let RiffContent::Data(flags) = head.content_mut() else { return None };
    let mut announced = flags.to_vec();
    *announced.first_mut()? |= VP8X_HAS_XMP;
    *flags = announced.into();
    Some(webp.encoder().bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_ends_at_its_own_end_marker() {
        let scan: &[u8] = &[1, 0xFF, 0, 0xFF, 0xD0, 2, 0xFF, 0xFF, 0xC4, 0, 4, 0xFF, 0xD9, 3, 0xFF, 0xD9];
        assert_eq!(end_of_image(&[scan, b"after it"].concat()), Some(scan.len()));
        assert_eq!(end_of_image(&scan[..scan.len() - 1]), None);
        assert_eq!(end_of_image(&[]), None);
        assert_eq!(end_of_image(&[0xFF, 0xDA, 0, 0]), None);
    }
}
