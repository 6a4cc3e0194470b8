//! The paper of a card: pixels that lines and letters are put on.

use crate::Flaw;
use bytes::Bytes;

/// Red, green, blue.
pub(super) type Colour = [u8; 3];

pub(super) struct Sheet {
    width: u16,
    height: u16,
    pixels: Vec<u8>,
}

impl Sheet {
    pub fn new((width, height): (u16, u16), paper: Colour) -> Self {
        let count = usize::from(width) * usize::from(height);
        Self { width, height, pixels: paper.repeat(count) }
    }

    /// Its width in pixels.
    pub fn width(&self) -> f32 {
        self.width.into()
    }

    /// Fills a part; what lies outside is left out.
    pub fn fill(&mut self, (left, top): (u16, u16), (width, height): (u16, u16), colour: Colour) {
        for y in top..top.saturating_add(height).min(self.height) {
            for x in left..left.saturating_add(width).min(self.width) {
                self.blend(i64::from(x), i64::from(y), colour, u8::MAX);
            }
        }
    }

    /// Lays a colour over one pixel, as much of it as `cover` says of 255. Outside there is nothing to cover.
    pub fn blend(&mut self, x: i64, y: i64, colour: Colour, cover: u8) {
        let inside = |at: i64, side: u16| u16::try_from(at).ok().filter(|at| *at < side);
        let (Some(x), Some(y)) = (inside(x, self.width), inside(y, self.height)) else { return };
        let at = (usize::from(y) * usize::from(self.width) + usize::from(x)) * 3;
        let cover = u16::from(cover);
        for (below, above) in self.pixels[at..at + 3].iter_mut().zip(colour) {
            let mixed = (u16::from(*below) * (255 - cover) + u16::from(above) * cover + 127) / 255;
            *below = u8::try_from(mixed).unwrap_or(u8::MAX);
        }
    }

    pub fn png(&self) -> Result<Bytes, Flaw> {
        let spoilt = |error: png::EncodingError| Flaw::Spoilt(format!("it cannot be written: {error}"));
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, self.width.into(), self.height.into());
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::High);
        let mut writer = encoder.write_header().map_err(spoilt)?;
        writer.write_image_data(&self.pixels).map_err(spoilt)?;
        writer.finish().map_err(spoilt)?;
        Ok(file.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_mix_and_nothing_is_drawn_outside() {
        let mut sheet = Sheet::new((3, 2), [255, 255, 255]);
        sheet.blend(1, 0, [0, 0, 0], 255);
        sheet.blend(2, 0, [0, 100, 200], 128);
        sheet.fill((2, 1), (9, 9), [1, 2, 3]);
        for (x, y) in [(-1, 0), (0, -1), (3, 0), (0, 2), (i64::MAX, i64::MIN)] {
            sheet.blend(x, y, [9, 9, 9], 255);
        }
        assert_eq!(sheet.pixels[..9], [255, 255, 255, 0, 0, 0, 127, 177, 227]);
        assert_eq!(sheet.pixels[9..], [255, 255, 255, 255, 255, 255, 1, 2, 3]);
    }
}
