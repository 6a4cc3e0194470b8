//! A headline as large as it fits.

use super::{
    CARD_LINES_MAX,
    pen::{Laid, Pen, Style},
};

/// Sizes that are tried, in pixels, the largest first.
const SIZES: [f32; 6] = [84.0, 76.0, 68.0, 60.0, 53.0, 47.0];
/// Letters that are looked at; what follows would not fit in any size.
const CHARS_MAX: usize = 600;
/// How much narrower lines may become, in steps of so many hundredths, to be about as long as each other.
const NARROWER: [f32; 8] = [0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6];
const ELLIPSIS: char = '…';

/// Lays a headline into a room of so many pixels, in at most [`CARD_LINES_MAX`] lines. One that does not fit in the smallest
/// size is cut after a word, and ends with an ellipsis.
pub(super) fn laid(pen: &mut Pen<'_>, headline: &str, (width, height): (f32, f32)) -> Laid {
    let text: String = headline.trim().chars().take(CHARS_MAX).collect();
    let fits = |laid: &Laid| laid.lines() <= CARD_LINES_MAX && laid.height() <= height;
    for size in SIZES {
        let style = Style { is_serif: true, size };
        let whole = pen.lay(&text, style, width, false);
        if fits(&whole) && whole.fits_across() {
            return balanced(pen, &text, style, whole, width);
        }
    }
    let style = Style { is_serif: true, size: SIZES[SIZES.len() - 1] };
    longest(pen, &text, style, width, fits)
}

/// Lays a text into one line, cut where it has no room.
pub(super) fn line(pen: &mut Pen<'_>, text: &str, style: Style, width: f32) -> Laid {
    longest(pen, text, style, width, |laid| laid.lines() <= 1)
}

/// The whole text, or as much of it as fits.
fn longest(pen: &mut Pen<'_>, text: &str, style: Style, width: f32, fits: impl Fn(&Laid) -> bool) -> Laid {
    let whole = pen.lay(text, style, width, true);
    if fits(&whole) {
        return whole;
    }
    let cuts = cuts(text);
    let mut attempt = |n: usize| pen.lay(&cut(text, cuts[n]), style, width, true);
    // The last place that fits: of those before it, every one does.
    let (mut fitting, mut beyond) = (0, cuts.len());
    while beyond - fitting > 1 {
        let middle = fitting.midpoint(beyond);
        if fits(&attempt(middle)) {
            fitting = middle;
        } else {
            beyond = middle;
        }
    }
    attempt(fitting)
}

/// The same lines, each about as long as the others.
fn balanced(pen: &mut Pen<'_>, text: &str, style: Style, whole: Laid, width: f32) -> Laid {
    let lines = whole.lines();
    if lines == 1 {
        return whole;
    }
    let mut best = whole;
    for part in NARROWER {
        let narrower = pen.lay(text, style, width * part, false);
        if narrower.lines() > lines || !narrower.fits_across() {
            break;
        }
        best = narrower;
    }
    best
}

/// Where a text may end early: after a word, and after each letter of a script that has no spaces. The first is there in any
/// case.
fn cuts(text: &str) -> Vec<usize> {
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    let places = letters.windows(2).filter(|pair| {
        let [(_, before), (_, after)] = pair else { return false };
        after.is_whitespace() || (stands_alone(*before) && stands_alone(*after))
    });
    let mut cuts: Vec<usize> = places.filter_map(|pair| pair.get(1)).map(|(at, _)| *at).collect();
    if cuts.is_empty() {
        cuts = letters.iter().skip(1).map(|(at, _)| *at).collect();
    }
    if cuts.is_empty() {
        cuts.push(text.len());
    }
    cuts
}

/// Letters of Japanese and Chinese: each may stand at the end of a line.
fn stands_alone(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// The text up to a place, without what leads on from there, and with an ellipsis.
fn cut(text: &str, at: usize) -> String {
    let leads_on = |c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | ':' | '–' | '—' | '-' | '،' | '؛' | '、' | '「' | '“' | '«' | '(')
    };
    let mut short = text[..at].trim_end_matches(leads_on).to_owned();
    short.push(ELLIPSIS);
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use story::Lang;

    fn in_lines(lang: &str, headline: &str) -> (usize, f32) {
        let lang = Lang::new(lang).expect("a language");
        let laid = laid(&mut Pen::of(&lang), headline, (1_056.0, 328.0));
        assert!(laid.fits_across());
        (laid.lines(), laid.height())
    }

    #[test]
    fn a_headline_has_at_most_four_lines_whatever_it_is() {
        let long = "The county council will decide on Monday whether the old bridge closes for eleven weeks ".repeat(9);
        for (lang, headline) in [
            ("en", long.as_str()),
            ("en", "Bridge"),
            ("en", &"x".repeat(900)),
            ("en", ""),
            ("ar", &"مجلس المقاطعة يقرر يوم الإثنين إغلاق الجسر القديم ".repeat(9)),
            ("ja", &"橋の通行止めを月曜日に決定へ".repeat(30)),
            ("ru", &"Совет графства решит в понедельник ".repeat(12)),
        ] {
            let (lines, height) = in_lines(lang, headline);
            assert!(lines <= CARD_LINES_MAX && height <= 328.0, "{lang}: {lines} lines of {height} pixels");
        }
        assert_eq!(in_lines("en", "Bridge at Gunnislake to close").0, 2);
    }

    #[test]
    fn it_is_cut_after_a_word_and_says_so() {
        assert_eq!(cut("One, two: three", 4), "One…");
        assert_eq!(cut("One, two: three", 9), "One, two…");
        let at = cuts("One two-three four");
        assert_eq!(at, [3, 13]);
        assert_eq!(cuts("橋が閉鎖"), [3, 6, 9]);
        assert_eq!(cuts("abc"), [1, 2], "a word without an end is cut anywhere");
        assert_eq!(cuts(""), [0]);
    }
}
