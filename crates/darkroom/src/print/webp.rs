//! Lossy WebP: what browsers are given in place of a JPEG, for a third fewer bytes.

use super::spoilt;
use crate::{
    Flaw,
    film::{Tone, in_srgb},
};
use bytes::Bytes;
use std::borrow::Cow;
use webp::Encoder;

/// Pixels of a side that the format can count (RFC 9649 §2.5).
const SIDE_PIXELS_MAX: u32 = 16_383;
/// Bytes before the first chunk of a file: `RIFF`, its length, `WEBP`.
const HEAD_BYTES: usize = 12;
/// The bit of the first byte of `VP8X` that announces a colour profile.
const HAS_PROFILE: u8 = 0b0010_0000;

/// Writes pixels as a WebP of a quality of 100. The format knows no grey: what is grey is written in three equal colours.
pub(super) fn encoded(
    pixels: &[u8],
    size: (u32, u32),
    tone: Tone,
    quality: u8,
    profile: Option<&[u8]>,
) -> Result<Bytes, Flaw> {
    if size.0.max(size.1) > SIDE_PIXELS_MAX {
        return Err(Flaw::Large { width: size.0, height: size.1 });
    }
    let (colours, profile): (Cow<'_, [u8]>, _) = match (tone, profile) {
        (Tone::Colour, profile) => (pixels.into(), profile),
        (Tone::Grey, None) => (pixels.iter().flat_map(|&light| [light; 3]).collect::<Vec<_>>().into(), None),
        (Tone::Grey, Some(profile)) => {
            let converted = in_srgb(pixels, tone, profile);
            (converted.ok_or(Flaw::Sort("a grey picture whose profile cannot be read"))?.into(), None)
        }
    };
    let plain = Encoder::from_rgb(&colours, size.0, size.1)
        .encode_simple(false, quality.into())
        .map_err(|error| spoilt(format_args!("{error:?}")))?;
    match profile {
        None => Ok(Bytes::copy_from_slice(&plain)),
        Some(profile) => {
            let whole = with_profile(&plain, size, profile);
            whole.map(Bytes::from).ok_or_else(|| spoilt("its profile does not fit"))
        }
    }
}

/// The same picture with the meaning of its colours: the extended layout of RFC 9649 §2.7, whose profile stands before the
/// pixels.
fn with_profile(plain: &[u8], (width, height): (u32, u32), profile: &[u8]) -> Option<Vec<u8>> {
    let picture = plain.get(HEAD_BYTES..)?;
    let mut head = vec![HAS_PROFILE, 0, 0, 0];
    for side in [width, height] {
        head.extend_from_slice(&side.checked_sub(1)?.to_le_bytes()[..3]);
    }
    let mut chunks = b"WEBP".to_vec();
    for (name, contents) in [(b"VP8X", head.as_slice()), (b"ICCP", profile)] {
        chunks.extend_from_slice(name);
        chunks.extend_from_slice(&u32::try_from(contents.len()).ok()?.to_le_bytes());
        chunks.extend_from_slice(contents);
        // A chunk begins at an even place.
        chunks.resize(chunks.len().next_multiple_of(2), 0);
    }
    chunks.extend_from_slice(picture);
    let length = u32::try_from(chunks.len()).ok()?;
    Some([b"RIFF", &length.to_le_bytes()[..], &chunks].concat())
}
