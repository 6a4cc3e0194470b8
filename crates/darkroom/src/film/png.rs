//! PNG.

use super::{DECODED_BYTES_MAX, Negative, Tone, Turn, colours, on_white, spoilt, within};
use crate::Flaw;
use png::{ColorType, Decoder, Limits, Transformations};
use std::io::Cursor;

/// Bytes that a decoder may take beside the pixels: for a compressed profile, and for rows.
const ASIDE_BYTES_MAX: usize = 16 * 1024 * 1024;

pub(super) fn decode(picture: &[u8]) -> Result<Negative, Flaw> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(picture), Limits { bytes: ASIDE_BYTES_MAX });
    decoder.set_ignore_text_chunk(true);
    decoder.set_transformations(Transformations::normalize_to_color8());
    let size = decoder.read_header_info().map_err(spoilt)?.size();
    // The widest that a pixel becomes is four bytes.
    within(size, 4)?;
    let mut reader = decoder.read_info().map_err(spoilt)?;
    let length = reader.output_buffer_size().filter(|&length| length as u64 <= DECODED_BYTES_MAX);
    let mut pixels = vec![0; length.ok_or(Flaw::Large { width: size.0, height: size.1 })?];
    let frame = reader.next_frame(&mut pixels).map_err(spoilt)?;
    if (frame.width, frame.height) != size {
        return Err(Flaw::Spoilt("its first frame is not the picture".to_owned()));
    }
    pixels.truncate(frame.buffer_size());
    let (pixels, tone) = match frame.color_type {
        ColorType::Grayscale => (pixels, Tone::Grey),
        ColorType::GrayscaleAlpha => (on_white::<2>(pixels), Tone::Grey),
        ColorType::Rgb => (pixels, Tone::Colour),
        ColorType::Rgba => (on_white::<4>(pixels), Tone::Colour),
        ColorType::Indexed => return Err(Flaw::Spoilt("it has no palette".to_owned())),
    };
    let info = reader.info();
    let turn = Turn::asked_by(info.exif_metadata.as_deref());
    let profile = info.icc_profile.as_ref().map(|profile| profile.to_vec());
    let (pixels, tone, profile) = colours::settled(pixels, tone, profile);
    Ok(Negative { pixels, size, filed: size, tone, profile, turn })
}
