//! Turning a picture upright, as its EXIF says.

use exif::{In, Reader, Tag};
use std::ops::Range;

/// The orientation of EXIF (2.32, §4.6.4): where the first row and the first column of the pixels belong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Turn {
    /// Rows become columns.
    transposed: bool,
    /// Then left becomes right.
    mirrored: bool,
    /// Then top becomes bottom.
    upended: bool,
}

impl Turn {
    /// Nothing to turn.
    pub const NONE: Self = Self { transposed: false, mirrored: false, upended: false };

    /// The turn that an EXIF block asks for; none when it cannot be read.
    pub fn asked_by(tiff: Option<&[u8]>) -> Self {
        let Some(tiff) = tiff else { return Self::NONE };
        // In a WebP some programs write the head that EXIF has in a JPEG.
        let tiff = tiff.strip_prefix(b"Exif\0\0").unwrap_or(tiff);
        let read = Reader::new().continue_on_error(true).read_raw(tiff.to_vec());
        let exif = read.or_else(|error| error.distill_partial_result(|_| {}));
        let value = exif.ok().and_then(|exif| exif.get_field(Tag::Orientation, In::PRIMARY)?.value.get_uint(0));
        value.map_or(Self::NONE, Self::numbered)
    }

    /// The turn of a number from 1 to 8.
    fn numbered(number: u32) -> Self {
        let (transposed, mirrored, upended) = match number {
            2 => (false, true, false),
            3 => (false, true, true),
            4 => (false, false, true),
            5 => (true, false, false),
            6 => (true, true, false),
            7 => (true, true, true),
            8 => (true, false, true),
            _ => (false, false, false),
        };
        Self { transposed, mirrored, upended }
    }

    /// Width and height after the turn.
    pub fn size(self, (width, height): (u32, u32)) -> (u32, u32) {
        if self.transposed { (height, width) } else { (width, height) }
    }

    /// The pixels, turned; each has `bytes` bytes.
    pub fn apply(self, pixels: Vec<u8>, (width, height): (u32, u32), bytes: usize) -> Vec<u8> {
        if self == Self::NONE {
            return pixels;
        }
        let (across, down) = self.size((width, height));
        self.part(&pixels, (width, height), bytes, 0..across as usize, 0..down as usize)
    }

    /// A part of the pixels, turned; `columns` and `rows` are of the upright picture, and lie within it.
    pub fn part(
        self,
        pixels: &[u8],
        (width, height): (u32, u32),
        bytes: usize,
        columns: Range<usize>,
        rows: Range<usize>,
    ) -> Vec<u8> {
        let (across, down) = self.size((width, height));
        let (width, across, down) = (width as usize, across as usize, down as usize);
        let mut turned = Vec::with_capacity(columns.len() * rows.len() * bytes);
        for y in rows {
            let y = if self.upended { down - 1 - y } else { y };
            for x in columns.clone() {
                let x = if self.mirrored { across - 1 - x } else { x };
                let from = if self.transposed { x * width + y } else { y * width + x } * bytes;
                turned.extend_from_slice(&pixels[from..from + bytes]);
            }
        }
        turned
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_orientation_brings_the_picture_upright() {
        // Upright, it reads abc / def. What a camera stores of it for each number, as the standard draws them:
        for (number, stored, size) in [
            (1, "abcdef", (3, 2)),
            (2, "cbafed", (3, 2)),
            (3, "fedcba", (3, 2)),
            (4, "defabc", (3, 2)),
            (5, "adbecf", (2, 3)),
            (6, "cfbead", (2, 3)),
            (7, "fcebda", (2, 3)),
            (8, "daebfc", (2, 3)),
        ] {
            let turn = Turn::numbered(number);
            assert_eq!(turn.size(size), (3, 2), "{number}");
            assert_eq!(turn.apply(stored.as_bytes().to_vec(), size, 1), b"abcdef", "{number}");
        }
        assert_eq!(Turn::numbered(9), Turn::NONE);
        assert_eq!(Turn::asked_by(Some(b"nothing")), Turn::NONE);
    }
}
