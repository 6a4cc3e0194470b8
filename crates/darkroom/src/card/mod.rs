//! Cards: what other sites and messengers show where somebody shares the address of a story. A line for the agency, the
//! section, the headline as large as it fits, and the day, from the side where the language begins.
//!
//! The fonts are in the binary, and no other is looked for: the same card has the same bytes on every machine.

mod headline;
mod pen;
mod sheet;

use crate::Flaw;
use bytes::Bytes;
use pen::{Pen, Style};
use sheet::{Colour, Sheet};
use story::Lang;

/// Width and height of a card, in pixels: what the large networks ask for.
pub const CARD_SIZE: (u16, u16) = (1_200, 630);
/// Lines that a headline has on a card.
pub const CARD_LINES_MAX: usize = 4;

const PAPER: Colour = [251, 250, 246];
const INK: Colour = [23, 24, 28];
const SOFT: Colour = [88, 92, 102];
const ACCENT: Colour = [143, 29, 29];

/// Pixels between the edge of a card and what stands on it, on both sides.
const MARGIN: u16 = 72;
/// The height of the band at its upper edge.
const BAND: u16 = 14;
/// The lines below the agency: where each begins, and how strong it is.
const RULES: [(u16, u16); 2] = [(122, 4), (130, 1)];
/// The size of each text and where it begins.
const AGENCY: (f32, f32) = (40.0, 50.0);
const SECTION: (f32, f32) = (28.0, 156.0);
const DATE: (f32, f32) = (26.0, 560.0);
/// Where the headline begins, and where it ends at the latest.
const HEADLINE: (f32, f32) = (204.0, 540.0);

/// What stands on a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The language of the headline; its direction is the card's.
    pub lang: Lang,
    /// The agency's name.
    pub agency: String,
    /// The section's name; may be empty.
    pub section: String,
    /// The headline. One that has no room is cut after a word, and ends with an ellipsis.
    pub headline: String,
    /// The day, in words.
    pub date: String,
}

impl Card {
    /// True when the fonts have every letter of it.
    pub fn is_writable(&self) -> bool {
        [&self.agency, &self.section, &self.headline, &self.date].into_iter().all(|text| pen::can_write(text))
    }

    /// Draws it: a PNG of [`CARD_SIZE`].
    pub fn draw(&self) -> Result<Bytes, Flaw> {
        let mut pen = Pen::of(&self.lang);
        let mut sheet = Sheet::new(CARD_SIZE, PAPER);
        let (width, side) = (CARD_SIZE.0, f32::from(MARGIN));
        let room = f32::from(width - 2 * MARGIN);
        sheet.fill((0, 0), (width, BAND), ACCENT);
        for (top, height) in RULES {
            sheet.fill((MARGIN, top), (width - 2 * MARGIN, height), INK);
        }
        let lines = [
            (&self.agency, AGENCY, true, INK),
            (&self.section, SECTION, false, ACCENT),
            (&self.date, DATE, false, SOFT),
        ];
        for (text, (size, top), is_serif, ink) in lines {
            let mut line = headline::line(&mut pen, text, Style { is_serif, size }, room);
            pen.write(&mut line, &mut sheet, (side, top), ink)?;
        }
        let (top, bottom) = HEADLINE;
        let mut headline = headline::laid(&mut pen, &self.headline, (room, bottom - top));
        pen.write(&mut headline, &mut sheet, (side, top), INK)?;
        sheet.png()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(lang: &str, headline: &str) -> Card {
        let lang = Lang::new(lang).expect("a language");
        let (agency, section, date) = ("Tellal".to_owned(), "News".to_owned(), "1.9.2026".to_owned());
        Card { lang, agency, section, headline: headline.to_owned(), date }
    }

    /// How many dark pixels stand in each of six columns of the headline's room.
    fn columns(file: &[u8]) -> [usize; 6] {
        let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().expect("a PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
        let info = reader.next_frame(&mut pixels).expect("pixels");
        assert_eq!((info.width, info.height), (1_200, 630));
        let mut columns = [0; 6];
        for (n, pixel) in pixels.as_chunks::<3>().0.iter().enumerate().filter(|(_, pixel)| pixel[1] < 100) {
            if n / 1_200 > 200 {
                columns[n % 1_200 / 200] += 1;
            }
            assert!(n / 1_200 < 200 || (60..1_140).contains(&(n % 1_200)), "ink in the margin: {pixel:?}");
        }
        columns
    }

    #[test]
    fn a_card_begins_where_its_language_does() {
        let left = columns(&card("en", "Bridge").draw().expect("a card"));
        let right = columns(&card("ar", "الجسر").draw().expect("a card"));
        assert!(left[0] > 1_000 && left[5] == 0, "{left:?}");
        assert!(right[5] > 500 && right[0] == 0, "{right:?}");
        let begins_latin = columns(&card("ar", "BBC: الجسر").draw().expect("a card"));
        assert!(begins_latin[5] > 500 && begins_latin[0] == 0, "{begins_latin:?}");
    }

    #[test]
    fn what_the_fonts_cannot_write_is_known_before_and_is_never_drawn_as_boxes() {
        for headline in ["Bridge – closed", "Ğışçöü İ", "Ёж", "الجسر ڤێ", "橋、閉鎖へ", "œuvre « 2 % »", ""]
        {
            let card = card("en", headline);
            assert!(card.is_writable(), "{headline}");
            assert!(card.draw().is_ok(), "{headline}");
        }
        for headline in ["पुल", "다리", "🌉"] {
            let card = card("en", headline);
            assert!(!card.is_writable(), "{headline}");
            assert!(card.draw().is_err(), "{headline}");
        }
    }

    #[test]
    fn the_same_card_has_the_same_bytes() {
        let card = card("ja", "橋の通行止めを月曜日に決定へ");
        assert_eq!(card.draw(), card.draw());
    }
}
