//! Decoding: from the bytes of a file to upright-to-be pixels in eight bits, with every limit.

mod colours;
mod gif;
mod jpeg;
mod png;
mod turn;
mod webp;

pub(crate) use colours::in_srgb;
pub(crate) use turn::Turn;

use crate::Flaw;
use story::{MediaType, is_developable};

/// Bytes that the file of a picture may have.
pub const PICTURE_BYTES_MAX: usize = 128 * 1024 * 1024;
/// Bytes that the pixels of one picture may take while it is decoded.
pub const DECODED_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// Passes over a JPEG. Programs make about ten; a few bytes each could keep a decoder busy for ever.
pub const SCANS_MAX: usize = 100;
/// A colour profile that is larger is not copied into each print: the colours are converted to sRGB instead.
pub const PROFILE_BYTES_MAX: usize = 16 * 1024;

/// What the numbers of a pixel mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// One number: how light.
    Grey,
    /// Three: red, green, blue.
    Colour,
}

impl Tone {
    /// Bytes of a pixel.
    pub fn bytes(self) -> usize {
        match self {
            Self::Grey => 1,
            Self::Colour => 3,
        }
    }
}

/// A decoded picture: at least as large as the largest print that is to be made of it, or as large as it was filed.
pub(crate) struct Negative {
    /// Row by row, eight bits for each number.
    pub pixels: Vec<u8>,
    /// Width and height of `pixels`.
    pub size: (u32, u32),
    /// Width and height of the picture as it was filed.
    pub filed: (u32, u32),
    /// What a pixel is.
    pub tone: Tone,
    /// What the colours mean, when it is not sRGB.
    pub profile: Option<Vec<u8>>,
    /// How it must be turned to stand upright.
    pub turn: Turn,
}

impl Negative {
    /// Decodes a picture for prints of at most `longest` pixels on the longer side.
    pub fn of(picture: &[u8], longest: u32) -> Result<Self, Flaw> {
        if picture.len() > PICTURE_BYTES_MAX {
            return Err(Flaw::Heavy { bytes: picture.len() });
        }
        match MediaType::sniff(picture) {
            Some(MediaType::Jpeg) => jpeg::decode(picture, longest),
            Some(MediaType::Png) => png::decode(picture),
            Some(MediaType::Webp) => webp::decode(picture),
            Some(MediaType::Gif) => gif::decode(picture),
            _ => Err(Flaw::NoPicture),
        }
    }
}

/// Refuses a size that is too large, or would take too many bytes while it is decoded, or is none.
fn within((width, height): (u32, u32), bytes_a_pixel: u64) -> Result<(), Flaw> {
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 {
        return Err(Flaw::Spoilt("it has no pixels".to_owned()));
    }
    let fits = is_developable((width, height)) && pixels.saturating_mul(bytes_a_pixel) <= DECODED_BYTES_MAX;
    if fits { Ok(()) } else { Err(Flaw::Large { width, height }) }
}

/// A decoder's own words.
fn spoilt(error: impl std::fmt::Display) -> Flaw {
    Flaw::Spoilt(error.to_string())
}

/// Pixels of `N` numbers, the last of them how opaque, laid on white.
fn on_white<const N: usize>(mut pixels: Vec<u8>) -> Vec<u8> {
    let opaque = N - 1;
    let count = pixels.len() / N;
    for n in 0..count {
        let alpha = u16::from(pixels[n * N + opaque]);
        for part in 0..opaque {
            let value = u16::from(pixels[n * N + part]);
            let laid = (value * alpha + 255 * (255 - alpha) + 127) / 255;
            pixels[n * opaque + part] = u8::try_from(laid).unwrap_or(u8::MAX);
        }
    }
    pixels.truncate(count * opaque);
    pixels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_clear_becomes_white() {
        assert_eq!(
            on_white::<4>(vec![10, 20, 30, 255, 10, 20, 30, 0, 0, 0, 0, 128]),
            [10, 20, 30, 255, 255, 255, 127, 127, 127]
        );
        assert_eq!(on_white::<2>(vec![10, 255, 10, 0]), [10, 255]);
    }

    #[test]
    fn sizes_are_bounded() {
        assert!(within((20_000, 10_000), 1).is_ok());
        assert_eq!(within((20_001, 10_000), 1), Err(Flaw::Large { width: 20_001, height: 10_000 }));
        assert_eq!(within((50_001, 1), 1), Err(Flaw::Large { width: 50_001, height: 1 }));
        assert_eq!(within((20_000, 10_000), 4), Err(Flaw::Large { width: 20_000, height: 10_000 }));
        assert!(within((0, 7), 1).is_err());
    }
}
