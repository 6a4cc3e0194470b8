//! The fonts of cards, and writing with them: shapes, directions and lines by cosmic-text.

use super::sheet::{Colour, Sheet};
use crate::Flaw;
use cosmic_text::{
    Align, Attrs, Buffer, Color, Family, FontSystem, Metrics, Shaping, SwashCache, Weight, Wrap,
    fontdb::{Database, Source},
};
use std::{
    collections::HashSet,
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError},
};
use story::Lang;

/// Under the SIL Open Font License; `assets/fonts/README.md` says what is in them, and how they were made.
const FONTS: [&[u8]; 4] = [
    include_bytes!("../../assets/fonts/serif.ttf"),
    include_bytes!("../../assets/fonts/sans.ttf"),
    include_bytes!("../../assets/fonts/arabic.ttf"),
    include_bytes!("../../assets/fonts/japanese.otf"),
];
const SERIF: &str = "Noto Serif";
const SANS: &str = "Noto Sans";
const ARABIC: &str = "Noto Naskh Arabic";
const JAPANESE: &str = "Noto Sans CJK JP";

static ROOM: LazyLock<Mutex<FontSystem>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    for font in FONTS {
        fonts.load_font_source(Source::Binary(Arc::new(font)));
    }
    // Letters that the font of a text does not have, as in a Latin name among Arabic words, are looked for in the others.
    Mutex::new(FontSystem::new_with_locale_and_db("en".to_owned(), fonts))
});
/// The letters that one of the fonts has.
static LETTERS: LazyLock<HashSet<u32>> = LazyLock::new(|| {
    let mut fonts = room();
    let ids: Vec<_> = fonts.db().faces().map(|face| face.id).collect();
    let mut letters = HashSet::new();
    for font in ids.into_iter().filter_map(|id| fonts.get_font(id, Weight::BOLD)) {
        font.as_swash().charmap().enumerate(|letter, _| {
            letters.insert(letter);
        });
    }
    letters
});

fn room() -> MutexGuard<'static, FontSystem> {
    ROOM.lock().unwrap_or_else(PoisonError::into_inner)
}

/// True when the fonts have every letter of the text.
pub(super) fn can_write(text: &str) -> bool {
    text.chars().all(|letter| letter.is_whitespace() || LETTERS.contains(&u32::from(letter)))
}

/// How a text is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    /// With the strokes of a newspaper's headlines, where the script has them.
    pub is_serif: bool,
    /// Pixels of the size.
    pub size: f32,
}

/// A text in its lines.
pub(super) struct Laid {
    buffer: Buffer,
    width: f32,
}

impl Laid {
    pub fn lines(&self) -> usize {
        self.buffer.layout_runs().count()
    }

    /// Pixels from the top of the first line to the foot of the last.
    pub fn height(&self) -> f32 {
        self.buffer.layout_runs().map(|run| run.line_height).sum()
    }

    /// True when no line is longer than there is room.
    pub fn fits_across(&self) -> bool {
        self.buffer.layout_runs().all(|run| run.line_w <= self.width)
    }
}

/// What writes. There is one: a second one waits.
pub(super) struct Pen<'l> {
    fonts: MutexGuard<'static, FontSystem>,
    shapes: SwashCache,
    lang: &'l Lang,
}

impl<'l> Pen<'l> {
    pub fn of(lang: &'l Lang) -> Self {
        Self { fonts: room(), shapes: SwashCache::new(), lang }
    }

    fn is_arabic(&self) -> bool {
        self.lang.dir() == "rtl"
    }

    fn is_japanese(&self) -> bool {
        self.lang.primary() == "ja"
    }

    fn family(&self, style: Style) -> &'static str {
        match style {
            _ if self.is_arabic() => ARABIC,
            _ if self.is_japanese() => JAPANESE,
            Style { is_serif: true, .. } => SERIF,
            Style { is_serif: false, .. } => SANS,
        }
    }

    /// How far apart lines are: scripts with tall letters, or marks above them, need more.
    fn leading(&self) -> f32 {
        match () {
            () if self.is_arabic() => 1.5,
            () if self.is_japanese() => 1.3,
            () => 1.14,
        }
    }

    /// Lays a text into lines of at most `width` pixels. A word that is longer stands out of it, or is `broken`.
    pub fn lay(&mut self, text: &str, style: Style, width: f32, broken: bool) -> Laid {
        let mut buffer = Buffer::new_empty(Metrics::new(style.size, style.size * self.leading()));
        buffer.set_wrap(if broken { Wrap::WordOrGlyph } else { Wrap::Word });
        buffer.set_size(Some(width), None);
        let attributes = Attrs::new().family(Family::Name(self.family(style))).weight(Weight::BOLD);
        let is_rtl = self.lang.dir() == "rtl";
        // A headline of a language from right to left may begin with a Latin name.
        let marked = if is_rtl { format!("\u{200F}{text}") } else { text.to_owned() };
        let align = if is_rtl { Align::Right } else { Align::Left };
        buffer.set_text(&marked, &attributes, Shaping::Advanced, Some(align));
        buffer.shape_until_scroll(&mut self.fonts, false);
        Laid { buffer, width }
    }

    /// Writes a text that was laid, with the upper corner at which its lines begin at `(side, top)`: `side` is the distance
    /// from the edge of the sheet where the language begins.
    pub fn write(
        &mut self,
        laid: &mut Laid,
        sheet: &mut Sheet,
        (side, top): (f32, f32),
        ink: Colour,
    ) -> Result<(), Flaw> {
        let mut glyphs = laid.buffer.layout_runs().flat_map(|run| run.glyphs);
        if glyphs.any(|glyph| glyph.glyph_id == 0) {
            return Err(Flaw::Sort("a text with letters that the fonts do not have"));
        }
        let left = if self.is_arabic() { sheet.width() - side - laid.width } else { side };
        let (left, top) = (whole(left), whole(top));
        let [red, green, blue] = ink;
        laid.buffer.draw(&mut self.fonts, &mut self.shapes, Color::rgb(red, green, blue), |x, y, _, _, shade| {
            sheet.blend(left + i64::from(x), top + i64::from(y), ink, shade.a());
        });
        Ok(())
    }
}

/// The nearest pixel.
#[expect(clippy::cast_possible_truncation, reason = "places on a card are a few hundred pixels")]
fn whole(at: f32) -> i64 {
    at.round() as i64
}
