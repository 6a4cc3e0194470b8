//! Where the metadata of a picture lies, by the kind of its file.

use super::{resources, xmp};
use bytes::Bytes;
use img_parts::{
    ImageEXIF,
    jpeg::{Jpeg, markers},
    png::Png,
    webp::{CHUNK_XMP, WebP},
};
use story::MediaType;

/// The blocks of metadata of one file, as they stand.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// The IIM, and whether it was changed after the XMP.
    pub iim: Option<(Bytes, bool)>,
    /// The packet of XMP.
    pub xmp: Option<Bytes>,
    /// The TIFF block of the EXIF.
    pub exif: Option<Bytes>,
}

impl Parts {
    /// The blocks of a picture; none for what is no picture, or cannot be taken apart.
    pub fn of(bytes: &Bytes, repairs: &mut Vec<String>) -> Self {
        let parts = match MediaType::sniff(bytes) {
            Some(MediaType::Jpeg) => Jpeg::from_bytes(bytes.clone()).map(|jpeg| of_jpeg(&jpeg, repairs)),
            Some(MediaType::Png) => Png::from_bytes(bytes.clone()).map(|png| of_png(&png, repairs)),
            Some(MediaType::Webp) => WebP::from_bytes(bytes.clone()).map(|webp| of_webp(&webp)),
            Some(MediaType::Gif) => Ok(of_gif(bytes)),
            _ => Ok(Self::default()),
        };
        parts.unwrap_or_else(|error| {
            repairs.push(format!("the file cannot be taken apart ({error}), and what it says was left out"));
            Self::default()
        })
    }
}

fn of_jpeg(jpeg: &Jpeg, repairs: &mut Vec<String>) -> Parts {
    let mut parts = Parts { exif: jpeg.exif(), ..Parts::default() };
    for segment in jpeg.segments_by_marker(markers::APP1) {
        let contents = segment.contents();
        if contents.starts_with(xmp::JPEG_PREFIX) {
            parts.xmp.get_or_insert_with(|| contents.slice(xmp::JPEG_PREFIX.len()..));
        } else if contents.starts_with(xmp::JPEG_EXTENDED_PREFIX) {
            let repair = "the extended XMP was left out".to_owned();
            if !repairs.contains(&repair) {
                repairs.push(repair);
            }
        }
    }
    // Image resources may be spread over several segments, cut anywhere.
    let begun = |contents: &&Bytes| contents.starts_with(resources::PREFIX);
    let segments = jpeg.segments_by_marker(markers::APP13).map(img_parts::jpeg::JpegSegment::contents).filter(begun);
    let whole: Vec<u8> = segments.flat_map(|contents| &contents[resources::PREFIX.len()..]).copied().collect();
    parts.iim = resources::read(&whole).map(|(iim, changed)| (Bytes::copy_from_slice(iim), changed));
    parts
}

fn of_png(png: &Png, repairs: &mut Vec<String>) -> Parts {
    let keyed =
        |contents: &Bytes| contents.starts_with(xmp::PNG_KEYWORD).then(|| contents.slice(xmp::PNG_KEYWORD.len()..));
    let found = png.chunks_by_type(*b"iTXt").find_map(|chunk| keyed(chunk.contents()));
    Parts { xmp: found.and_then(|text| international(&text, repairs)), exif: png.exif(), iim: None }
}

/// The text of an `iTXt` chunk behind its keyword (PNG §11.3.3.4): two flags, a language, a translated keyword.
fn international(contents: &Bytes, repairs: &mut Vec<String>) -> Option<Bytes> {
    if contents.first() != Some(&0) {
        // XMP part 3, §1.1.5: it is not to be compressed, so that programs find it without knowing PNG.
        repairs.push("the XMP is compressed, which it must not be, and was left out".to_owned());
        return None;
    }
    let mut at = 2;
    for _ in 0..2 {
        at += contents.get(at..)?.iter().position(|byte| *byte == 0)? + 1;
    }
    Some(contents.slice(at..))
}

fn of_webp(webp: &WebP) -> Parts {
    let xmp = webp.chunk_by_id(CHUNK_XMP).and_then(|chunk| chunk.content().data()).cloned();
    Parts { xmp, exif: webp.exif(), iim: None }
}

/// XMP in a GIF stands in an application extension that is no chain of blocks: a trailer of all numbers downwards makes
/// programs that think so come out at its end (XMP part 3, §1.1.2).
fn of_gif(bytes: &Bytes) -> Parts {
    const APPLICATION: &[u8] = b"\x21\xFF\x0BXMP DataXMP";
    const TRAILER: &[u8] = b"\x01\xFF\xFE\xFD";
    let find = |from: usize, what: &[u8]| {
        let rest = bytes.get(from..)?;
        rest.windows(what.len()).position(|window| window == what).map(|at| from + at)
    };
    let begin = find(0, APPLICATION).map(|at| at + APPLICATION.len());
    let packet = begin.and_then(|begin| Some(bytes.slice(begin..find(begin, TRAILER)?)));
    Parts { xmp: packet, ..Parts::default() }
}
