//! Printing: from a negative to a file of the size and form that is wanted.

mod letters;
mod watermark;
mod webp;

pub use watermark::Watermark;

use crate::{
    Flaw, Form, Print, Size,
    film::{Negative, Tone},
};
use bytes::Bytes;
use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use story::fitted;

/// How well a picture for the web is kept, of 100.
pub const WEB_QUALITY: u8 = 82;
/// How well it is kept as a WebP, whose numbers mean something else: it looks as the JPEG does
/// (`docs/decisions/0052-pictures-of-the-site.md`).
pub const WEBP_QUALITY: u8 = 82;
/// How well a preview is kept: it is to choose by.
pub const PREVIEW_QUALITY: u8 = 75;
/// How well a thumbnail is kept: small pictures show their faults.
pub const THUMBNAIL_QUALITY: u8 = 80;

/// How well a picture that was cut out of another is kept: it is cut and made smaller again.
pub const CUT_QUALITY: u8 = 95;

/// A part of a picture, in pixels from the upper left corner as it stands upright.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// Pixels to its left.
    pub x: u32,
    /// Pixels above it.
    pub y: u32,
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
}

/// A file that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Developed {
    /// The file.
    pub bytes: Bytes,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
}

/// Makes one print of a negative.
pub(crate) fn print(negative: &Negative, wanted: Print, watermark: &Watermark) -> Result<Developed, Flaw> {
    let size = fitted(negative.filed, wanted.size.pixels_max());
    let (tone, turn) = (negative.tone, negative.turn);
    let mut pixels = turn.apply(resized(negative, size)?, size, tone.bytes());
    let (width, height) = turn.size(size);
    if wanted.size == Size::Preview {
        watermark.lay_over(&mut pixels, (width, height), tone.bytes());
    }
    let write = match wanted.form {
        Form::Jpeg => encoded,
        Form::Webp => webp::encoded,
    };
    let bytes = write(&pixels, (width, height), tone, quality(wanted), negative.profile.as_deref())?;
    Ok(Developed { bytes, width, height })
}

fn quality(print: Print) -> u8 {
    match (print.form, print.size) {
        (Form::Webp, _) => WEBP_QUALITY,
        (Form::Jpeg, Size::Web | Size::Small) => WEB_QUALITY,
        (Form::Jpeg, Size::Preview) => PREVIEW_QUALITY,
        (Form::Jpeg, Size::Thumbnail) => THUMBNAIL_QUALITY,
    }
}

/// Cuts a part out of a negative that was decoded in full size.
pub(crate) fn cut(negative: &Negative, area: Area) -> Result<Developed, Flaw> {
    let (tone, turn) = (negative.tone, negative.turn);
    let (width, height) = turn.size(negative.size);
    let within =
        |begins: u32, part: u32, side: u32| part > 0 && begins.checked_add(part).is_some_and(|end| end <= side);
    if !within(area.x, area.width, width) || !within(area.y, area.height, height) {
        return Err(Flaw::Outside { width, height });
    }
    let columns = area.x as usize..(area.x + area.width) as usize;
    let rows = area.y as usize..(area.y + area.height) as usize;
    let pixels = turn.part(&negative.pixels, negative.size, tone.bytes(), columns, rows);
    let size = (area.width, area.height);
    let bytes = encoded(&pixels, size, tone, CUT_QUALITY, negative.profile.as_deref())?;
    Ok(Developed { bytes, width: area.width, height: area.height })
}

/// The pixels of a negative at another size. Lanczos keeps edges sharp, and of fine patterns only what can be shown.
fn resized(negative: &Negative, (width, height): (u32, u32)) -> Result<Vec<u8>, Flaw> {
    if negative.size == (width, height) {
        return Ok(negative.pixels.clone());
    }
    let kind = match negative.tone {
        Tone::Grey => PixelType::U8,
        Tone::Colour => PixelType::U8x3,
    };
    let spoilt = |error: String| Flaw::Spoilt(format!("it cannot be made smaller: {error}"));
    let from = ImageRef::new(negative.size.0, negative.size.1, &negative.pixels, kind);
    let from = from.map_err(|error| spoilt(error.to_string()))?;
    let mut onto = Image::new(width, height, kind);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3)).use_alpha(false);
    Resizer::new().resize(&from, &mut onto, &options).map_err(|error| spoilt(error.to_string()))?;
    Ok(onto.into_vec())
}

fn encoded(pixels: &[u8], size: (u32, u32), tone: Tone, quality: u8, profile: Option<&[u8]>) -> Result<Bytes, Flaw> {
    let short = |pixels: u32| u16::try_from(pixels).map_err(|_| Flaw::Large { width: size.0, height: size.1 });
    let mut file = Vec::with_capacity(pixels.len() / 8);
    let mut encoder = Encoder::new(&mut file, quality);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.set_optimized_huffman_tables(true);
    if let Some(profile) = profile {
        encoder.add_icc_profile(profile).map_err(spoilt)?;
    }
    let colour = match tone {
        Tone::Grey => ColorType::Luma,
        Tone::Colour => ColorType::Rgb,
    };
    encoder.encode(pixels, short(size.0)?, short(size.1)?, colour).map_err(spoilt)?;
    Ok(file.into())
}

/// An encoder's own words.
fn spoilt(error: impl std::fmt::Display) -> Flaw {
    Flaw::Spoilt(format!("it cannot be written: {error}"))
}
