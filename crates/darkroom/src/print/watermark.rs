//! The watermark of previews: the agency's short name, over and over, on a slope.

use super::letters::{HEIGHT, Letter, WIDTH, letter};
use story::Agency;

/// Letters that a watermark has at most; a longer name is cut.
const LETTERS_MAX: usize = 12;
/// Dots of the pattern along the longer side of a picture.
const DOTS_ALONG: i64 = 150;
/// Dots between two names, and between two lines of them.
const GAP_ACROSS: i64 = 10;
const GAP_DOWN: i64 = 11;
/// Fractions of a dot that places are reckoned in.
const FINE: i64 = 1_024;
/// Cosine and sine of the slope, 30 degrees, in `FINE` parts.
const COSINE: i64 = 887;
const SINE: i64 = 512;
/// How far right and down the shadow of a letter falls, in `FINE` parts of a dot.
const SHADOW: i64 = 700;
/// How much of white lies over a letter, and of black over its shadow, of 256. Together they show on light and on dark.
const LIGHT: i64 = 110;
const DARK: i64 = 90;
/// Samples of a pixel each way, so that slopes have no steps.
const SAMPLES: i64 = 2;

/// What is written over previews.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watermark(Vec<Letter>);

impl Watermark {
    /// The agency's short name; its code where the name has letters beyond A to Z, which the watermark does not know.
    pub fn of(agency: &Agency) -> Self {
        let drawn = |name: &str| -> Option<Vec<Letter>> {
            let letters: Option<Vec<Letter>> = name.trim().to_uppercase().chars().map(letter).collect();
            letters.filter(|letters| letters.iter().flatten().any(|row| *row != 0))
        };
        let mut letters = drawn(&agency.short_name).or_else(|| drawn(agency.code.as_str())).unwrap_or_default();
        letters.truncate(LETTERS_MAX);
        Self(letters)
    }

    /// Writes it over a picture whose pixels have `bytes` numbers.
    pub(super) fn lay_over(&self, pixels: &mut [u8], (width, height): (u32, u32), bytes: usize) {
        if self.0.is_empty() {
            return;
        }
        let longer = i64::from(width.max(height)).max(1);
        let places = (0..i64::from(height)).flat_map(|y| (0..i64::from(width)).map(move |x| (x, y)));
        for (pixel, (x, y)) in pixels.chunks_exact_mut(bytes).zip(places) {
            let (mut light, mut dark) = (0, 0);
            for sample in 0..SAMPLES * SAMPLES {
                let (right, down) = (sample % SAMPLES, sample / SAMPLES);
                let fine = |at: i64, part: i64| (at * SAMPLES + part) * DOTS_ALONG * FINE / (longer * SAMPLES);
                let (across, down) = sloped(fine(x, right), fine(y, down));
                let lit = self.is_dot(across, down);
                light += i64::from(lit);
                dark += i64::from(!lit && self.is_dot(across - SHADOW, down - SHADOW));
            }
            if light + dark > 0 {
                for value in pixel {
                    *value = blended(*value, light, dark);
                }
            }
        }
    }

    /// Whether a place of the pattern, in `FINE` parts of a dot, belongs to a letter.
    fn is_dot(&self, across: i64, down: i64) -> bool {
        let letter_dots = i64::try_from(WIDTH).unwrap_or(1) + 1;
        let name_dots = letter_dots * i64::try_from(self.0.len()).unwrap_or(1) + GAP_ACROSS;
        let line_dots = i64::try_from(HEIGHT).unwrap_or(1) + GAP_DOWN;
        let (across, down) = (across.div_euclid(FINE), down.div_euclid(FINE));
        let line = down.div_euclid(line_dots);
        // Every other line begins half a name later.
        let across = (across + line.rem_euclid(2) * name_dots / 2).rem_euclid(name_dots);
        let row = usize::try_from(down.rem_euclid(line_dots)).ok();
        let letter = usize::try_from(across / letter_dots).ok().and_then(|n| self.0.get(n));
        let row = letter.zip(row).and_then(|(letter, row)| letter.get(row)).copied().unwrap_or_default();
        let dot = across % letter_dots;
        dot < letter_dots - 1 && row >> (letter_dots - 2 - dot) & 1 == 1
    }
}

/// A place on the picture as a place on the pattern, whose lines rise to the right.
fn sloped(x: i64, y: i64) -> (i64, i64) {
    ((x * COSINE - y * SINE) / FINE, (x * SINE + y * COSINE) / FINE)
}

/// A value with white over as many samples as are light, and black over those that are dark.
fn blended(value: u8, light: i64, dark: i64) -> u8 {
    let value = i64::from(value);
    let change = (255 - value) * light * LIGHT - value * dark * DARK;
    let blended = value + change / (256 * SAMPLES * SAMPLES);
    u8::try_from(blended.clamp(0, 255)).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use story::AgencyCode;

    fn agency(short_name: &str) -> Agency {
        Agency::new(AgencyCode::new("tel").expect("a code"), short_name, "Tellal")
    }

    #[test]
    fn a_name_that_cannot_be_drawn_gives_way_to_the_code() {
        let named = |name: &str| Watermark::of(&agency(name));
        assert_eq!(named("tel"), named("TEL"));
        assert_eq!(named("İÇ"), named("TEL"));
        assert_eq!(named(""), named("TEL"));
        assert_ne!(named("TEL 2"), named("TEL"));
        assert_eq!(named(&"A".repeat(99)).0.len(), LETTERS_MAX);
    }

    #[test]
    fn it_shows_on_white_on_black_and_on_grey() {
        let mark = Watermark::of(&agency("TEL"));
        for ground in [0_u8, 128, 255] {
            let mut pixels = vec![ground; 200 * 100 * 3];
            mark.lay_over(&mut pixels, (200, 100), 3);
            let changed = pixels.iter().filter(|value| value.abs_diff(ground) > 40).count();
            let share = changed * 100 / pixels.len();
            assert!((5..45).contains(&share), "{share} % of a ground of {ground}");
        }
    }
}
