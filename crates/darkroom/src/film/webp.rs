//! WebP; of a moving one the first frame.

use super::{DECODED_BYTES_MAX, Negative, Tone, Turn, colours, on_white, spoilt, within};
use crate::Flaw;
use image_webp::WebPDecoder;
use std::io::Cursor;

pub(super) fn decode(picture: &[u8]) -> Result<Negative, Flaw> {
    let mut decoder = WebPDecoder::new(Cursor::new(picture)).map_err(spoilt)?;
    let size = decoder.dimensions();
    // The frame, and what it is made of, at four bytes.
    within(size, 8)?;
    decoder.set_memory_limit(usize::try_from(DECODED_BYTES_MAX).unwrap_or(usize::MAX));
    let length = decoder.output_buffer_size().ok_or(Flaw::Large { width: size.0, height: size.1 })?;
    let mut pixels = vec![0; length];
    decoder.read_image(&mut pixels).map_err(spoilt)?;
    let pixels = if decoder.has_alpha() { on_white::<4>(pixels) } else { pixels };
    let turn = Turn::asked_by(decoder.exif_metadata().map_err(spoilt)?.as_deref());
    let profile = decoder.icc_profile().map_err(spoilt)?;
    let (pixels, tone, profile) = colours::settled(pixels, Tone::Colour, profile);
    Ok(Negative { pixels, size, filed: size, tone, profile, turn })
}
