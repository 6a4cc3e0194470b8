//! JPEG: decoded at a half, a quarter or an eighth of its size where the prints are smaller still. The inverse cosine
//! transform makes the smaller picture itself, so that neither the time nor the memory of the large one is spent.

use super::{Negative, SCANS_MAX, Tone, Turn, colours, spoilt, within};
use crate::Flaw;
use jpeg_decoder::{CodingProcess, Decoder, ImageInfo, PixelFormat};
use memchr::memmem;

/// What begins each scan. Inside the data of a scan, 0xFF is never followed by this byte.
const SCAN: &[u8] = b"\xFF\xDA";

pub(super) fn decode(picture: &[u8], longest: u32) -> Result<Negative, Flaw> {
    let mut decoder = Decoder::new(picture);
    decoder.read_info().map_err(spoilt)?;
    let info = decoder.info().ok_or_else(|| Flaw::Spoilt("it has no frame".to_owned()))?;
    let filed = (u32::from(info.width), u32::from(info.height));
    within(filed, bytes_a_pixel(info)?)?;
    let scans = memmem::find_iter(picture, SCAN).count();
    if scans > SCANS_MAX {
        return Err(Flaw::Scans { scans });
    }
    // Half as much again: what is lost in shrinking by a whole number is won back by a good filter in the last step.
    let wanted = u16::try_from(longest + longest / 2).unwrap_or(u16::MAX);
    let (width, height) = decoder.scale(wanted, wanted).map_err(spoilt)?;
    let size = (u32::from(width), u32::from(height));
    within(size, 2 * channels(info))?;
    let pixels = decoder.decode().map_err(spoilt)?;
    let turn = Turn::asked_by(decoder.exif_data());
    let profile = decoder.icc_profile();
    let (pixels, tone, profile) = match info.pixel_format {
        PixelFormat::L8 => colours::settled(pixels, Tone::Grey, profile),
        PixelFormat::RGB24 => colours::settled(pixels, Tone::Colour, profile),
        PixelFormat::CMYK32 => (colours::of_inks(&pixels, profile.as_deref()), Tone::Colour, None),
        PixelFormat::L16 => return Err(Flaw::Sort("a JPEG of more than eight bits")),
    };
    Ok(Negative { pixels, size, filed, tone, profile, turn })
}

fn channels(info: ImageInfo) -> u64 {
    match info.pixel_format {
        PixelFormat::L8 | PixelFormat::L16 => 1,
        PixelFormat::RGB24 => 3,
        PixelFormat::CMYK32 => 4,
    }
}

/// Bytes that a pixel of the full size takes while it is decoded: those of a progressive picture are all held, in 16 bits,
/// until the last scan has been read; those of a sequential one pass by.
fn bytes_a_pixel(info: ImageInfo) -> Result<u64, Flaw> {
    match info.coding_process {
        CodingProcess::DctProgressive => Ok(2 * channels(info)),
        CodingProcess::DctSequential => Ok(1),
        CodingProcess::Lossless => Err(Flaw::Sort("a lossless JPEG")),
    }
}
