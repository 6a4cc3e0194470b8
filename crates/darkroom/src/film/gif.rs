//! GIF; of a moving one the first frame.

use super::{DECODED_BYTES_MAX, Negative, Tone, Turn, on_white, spoilt, within};
use crate::Flaw;
use gif::{ColorOutput, DecodeOptions, MemoryLimit};
use std::num::NonZeroU64;

pub(super) fn decode(picture: &[u8]) -> Result<Negative, Flaw> {
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::RGBA);
    options.check_frame_consistency(true);
    if let Some(limit) = NonZeroU64::new(DECODED_BYTES_MAX / 2) {
        options.set_memory_limit(MemoryLimit::Bytes(limit));
    }
    let mut decoder = options.read_info(picture).map_err(spoilt)?;
    let size = (u32::from(decoder.width()), u32::from(decoder.height()));
    // The screen and the frame, at four bytes each.
    within(size, 8)?;
    let frame = decoder.read_next_frame().map_err(spoilt)?;
    let frame = frame.ok_or_else(|| Flaw::Spoilt("it has no frame".to_owned()))?;
    // What the frame does not cover is clear, and becomes white.
    let mut screen = vec![0_u8; size.0 as usize * size.1 as usize * 4];
    let across = size.0 as usize * 4;
    let row = usize::from(frame.width) * 4;
    if row > 0 {
        let begins = usize::from(frame.top) * across + usize::from(frame.left) * 4;
        let rows = screen.get_mut(begins..).unwrap_or_default().chunks_mut(across);
        for (onto, from) in rows.zip(frame.buffer.chunks_exact(row)) {
            let onto =
                onto.get_mut(..row).ok_or_else(|| Flaw::Spoilt("its frame is larger than its screen".to_owned()))?;
            onto.copy_from_slice(from);
        }
    }
    let (pixels, tone, turn) = (on_white::<4>(screen), Tone::Colour, Turn::NONE);
    Ok(Negative { pixels, size, filed: size, tone, profile: None, turn })
}
