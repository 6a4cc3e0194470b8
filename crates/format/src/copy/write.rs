//! Types a body.

use super::is_unspaced;
use std::borrow::Cow;
use story::{Block, Body, Span};

/// How copy is set in one format.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    /// Characters that a line may have; a longer word keeps a line of its own. `None`: a paragraph is one line.
    pub width: Option<usize>,
    /// How many characters of a line one character takes, where the format spells some of them out.
    pub measure: fn(char) -> usize,
    /// Ends a line.
    pub end: &'static str,
    /// Before the first line of a paragraph.
    pub paragraph: &'static str,
    /// Before a crosshead, and before the row of a table.
    pub flush: &'static str,
    /// Before the item of a list.
    pub list: &'static str,
    /// Before every line of a quote.
    pub quote: &'static str,
    /// A blank line stands between paragraphs too.
    pub spaced: bool,
    /// Crossheads are underlined, because nothing else tells them.
    pub underlined: bool,
    /// A picture inside the body leaves its caption, in brackets.
    pub captions: bool,
}

/// Hyphens that an underline has at most.
const UNDERLINE_CHARS_MAX: usize = 60;
/// Before the name of a speaker, after the indent of the quote.
const SPEAKER: &str = "   — ";
/// Before the second and further lines of an item or a row.
const HANGING: &str = "  ";

/// Types lines.
#[derive(Debug)]
pub(crate) struct Typist<'o> {
    out: &'o mut String,
    shape: Shape,
    /// Whether the last block was a paragraph; `None` before the first block.
    after_paragraph: Option<bool>,
}

impl<'o> Typist<'o> {
    /// Begins after what is in `out`.
    pub fn new(out: &'o mut String, shape: Shape) -> Self {
        Self { out, shape, after_paragraph: None }
    }

    /// The body, its first paragraph after `lead` (a dateline). A body that begins with another block gets a paragraph
    /// of its own for it.
    pub fn body(&mut self, body: &Body, lead: &str) {
        let mut lead = lead;
        for block in body.blocks() {
            match block {
                Block::Paragraph { spans } => {
                    let text = run(spans);
                    let text = if lead.is_empty() { text } else { Cow::Owned([lead, &text].concat()) };
                    self.paragraph(&text);
                    lead = "";
                    continue;
                }
                Block::Picture { caption: Some(caption), .. } if self.shape.captions => {
                    self.apart(true);
                    self.out.push('[');
                    self.out.push_str(caption.as_str());
                    self.out.push(']');
                    self.out.push_str(self.shape.end);
                    continue;
                }
                Block::Picture { .. } => continue,
                _ => {}
            }
            if !lead.is_empty() {
                self.paragraph(lead.trim_end());
                lead = "";
            }
            self.apart(false);
            self.block(block);
        }
    }

    /// One paragraph.
    pub fn paragraph(&mut self, text: &str) {
        self.apart(true);
        self.flow(self.shape.paragraph, "", text);
    }

    /// A text of several lines: each begins where a paragraph begins, and blank lines stay.
    pub fn prose(&mut self, text: &str) {
        self.apart(false);
        for line in text.lines() {
            if line.is_empty() {
                self.out.push_str(self.shape.end);
            } else {
                self.flow(self.shape.paragraph, "", line);
            }
        }
    }

    /// A blank line, where the shape has one between the block before and the one that follows.
    pub fn apart(&mut self, paragraph: bool) {
        if self.after_paragraph.is_some_and(|was| self.shape.spaced || !(was && paragraph)) {
            self.out.push_str(self.shape.end);
        }
        self.after_paragraph = Some(paragraph);
    }

    /// A blank line, for what is no block of the body.
    pub fn blank(&mut self) {
        self.out.push_str(self.shape.end);
    }

    fn block(&mut self, block: &Block) {
        let Shape { flush, list, quote, .. } = self.shape;
        match block {
            Block::Crosshead { text } => {
                self.flow(flush, flush, text.as_str());
                if self.shape.underlined {
                    let chars = text.as_str().chars().count().clamp(3, UNDERLINE_CHARS_MAX);
                    self.out.extend(std::iter::repeat_n('-', chars));
                    self.out.push_str(self.shape.end);
                }
            }
            Block::Quote { spans, speaker } => {
                self.flow(quote, quote, &run(spans));
                if let Some(speaker) = speaker {
                    self.out.push_str(quote);
                    self.out.push_str(SPEAKER);
                    let used = quote.len() + self.columns(SPEAKER);
                    self.words(used, &[quote, "     "], speaker.as_str());
                }
            }
            Block::List { ordered, items } => {
                for (n, item) in items.iter().enumerate() {
                    let began = self.out.len();
                    self.out.push_str(list);
                    if *ordered {
                        self.out.push_str(&(n + 1).to_string());
                        self.out.push_str(". ");
                    } else {
                        self.out.push_str("- ");
                    }
                    self.words(self.out.len() - began, &[list, HANGING], &run(item));
                }
            }
            Block::Table { rows, header } => self.table(rows, *header),
            Block::Paragraph { .. } | Block::Picture { .. } => {}
        }
    }

    /// Columns stand below each other where they fit.
    fn table(&mut self, rows: &[Vec<Vec<Span>>], header: bool) {
        let rows: Vec<Vec<Cow<'_, str>>> =
            rows.iter().map(|row| row.iter().map(|cell| cell_text(cell)).collect()).collect();
        let mut widths = vec![0; rows.first().map_or(0, Vec::len)];
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(self.columns(cell));
            }
        }
        let whole: usize = widths.iter().map(|width| width + 3).sum::<usize>() + 1;
        if whole > self.shape.width.unwrap_or(TABLE_CHARS_MAX) {
            widths.fill(0);
        }
        for (n, row) in rows.iter().enumerate() {
            self.row(row, &widths);
            if header && n == 0 {
                self.out.push_str(self.shape.flush);
                for width in &widths {
                    self.out.push('|');
                    self.out.extend(std::iter::repeat_n('-', (width + 2).max(3)));
                }
                self.out.push('|');
                self.out.push_str(self.shape.end);
            }
        }
    }

    fn row(&mut self, row: &[Cow<'_, str>], widths: &[usize]) {
        let flush = self.shape.flush;
        self.out.push_str(flush);
        if widths.first() == Some(&0) {
            self.words(flush.len(), &[flush, HANGING], &["| ", &row.join(" | "), " |"].concat());
            return;
        }
        for (cell, width) in row.iter().zip(widths) {
            self.out.push_str("| ");
            self.out.push_str(cell);
            self.out.extend(std::iter::repeat_n(' ', width.saturating_sub(self.columns(cell)) + 1));
        }
        self.out.push('|');
        self.out.push_str(self.shape.end);
    }

    /// Text as lines: the first after `first`, every other after `rest`.
    pub fn flow(&mut self, first: &str, rest: &str, text: &str) {
        self.out.push_str(first);
        self.words(first.chars().count(), &[rest], text);
    }

    /// Text on a line that has `used` characters, then on lines that begin with `rest`.
    fn words(&mut self, used: usize, rest: &[&str], text: &str) {
        let Some(width) = self.shape.width else {
            self.out.push_str(text);
            self.out.push_str(self.shape.end);
            return;
        };
        let mut place = Place { used, empty: true, width, rest };
        if text.bytes().any(|b| b >= UNSPACED_BYTE_MIN) {
            pieces(text).for_each(|(piece, spaced)| self.place(&mut place, piece, spaced));
        } else {
            text.split(' ').filter(|word| !word.is_empty()).for_each(|word| self.place(&mut place, word, true));
        }
        self.out.push_str(self.shape.end);
    }

    /// Puts a word on the line, or on the next one when it does not fit.
    fn place(&mut self, place: &mut Place<'_>, word: &str, spaced: bool) {
        let columns = self.columns(word);
        let gap = usize::from(spaced && !place.empty);
        if !place.empty && place.used + gap + columns > place.width {
            self.out.push_str(self.shape.end);
            self.out.extend(place.rest.iter().copied());
            place.used = place.rest.iter().map(|part| part.len()).sum();
        } else if gap > 0 {
            self.out.push(' ');
            place.used += 1;
        }
        self.out.push_str(word);
        place.used += columns;
        place.empty = false;
    }

    fn columns(&self, text: &str) -> usize {
        if text.is_ascii() { text.len() } else { text.chars().map(self.shape.measure).sum() }
    }
}

/// Where the next word goes.
struct Place<'r> {
    used: usize,
    /// Nothing was put there yet, so that a word stays however long it is.
    empty: bool,
    width: usize,
    /// What further lines begin with.
    rest: &'r [&'r str],
}

/// The first byte that characters of scripts without spaces have at least, in UTF-8.
const UNSPACED_BYTE_MIN: u8 = 0xE3;

/// Characters of a table whose columns stand below each other, where lines have no width.
const TABLE_CHARS_MAX: usize = 120;

/// The text of a run without its looks.
fn run(spans: &[Span]) -> Cow<'_, str> {
    match spans {
        [span] => Cow::Borrowed(span.text.as_str()),
        _ => Cow::Owned(spans.iter().map(|span| span.text.as_str()).collect()),
    }
}

/// The text of a cell; the sign that separates cells cannot stand in one.
fn cell_text(spans: &[Span]) -> Cow<'_, str> {
    let text = run(spans);
    if text.contains('|') { Cow::Owned(text.replace('|', "/")) } else { text }
}

/// Marks that do not begin a line.
fn is_closing(c: char) -> bool {
    matches!(c, '、' | '。' | '」' | '』' | '）' | '】' | '！' | '？' | '，' | '．' | 'ー' | '・')
}

/// What may stand on a line of its own, and whether a space stood before it. Text without spaces may be broken between
/// any two characters; a space between two such characters may not be a break, because a reader would not put it back.
fn pieces(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut rest = text.trim_start_matches(' ');
    let mut spaced = false;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut before = None;
        let (mut end, mut next) = (rest.len(), rest.len());
        for (at, c) in rest.char_indices() {
            if c == ' ' {
                let after = rest[at..].trim_start_matches(' ');
                let inside = before.is_some_and(is_unspaced) && after.starts_with(is_unspaced);
                if !inside {
                    (end, next) = (at, rest.len() - after.len());
                    break;
                }
            } else if before.is_some_and(is_unspaced) && is_unspaced(c) && !is_closing(c) {
                (end, next) = (at, at);
                break;
            }
            before = Some(c);
        }
        let piece = (&rest[..end], spaced);
        spaced = next > end;
        rest = &rest[next..];
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(text: &str) -> String {
        const SHAPE: Shape = Shape {
            width: Some(8),
            measure: |_| 1,
            end: "\n",
            paragraph: "",
            flush: "",
            list: "  ",
            quote: "    ",
            spaced: true,
            underlined: true,
            captions: false,
        };
        let mut out = String::new();
        Typist::new(&mut out, SHAPE).paragraph(text);
        out
    }

    #[test]
    fn lines_are_broken_at_spaces() {
        assert_eq!(broken("bir iki üçüncükelime dört"), "bir iki\nüçüncükelime\ndört\n");
        assert_eq!(broken("  a  b "), "a b\n");
    }

    #[test]
    fn scripts_without_spaces_are_broken_anywhere_but_before_a_full_stop() {
        assert_eq!(broken("宮城県沖で地震があった。津波"), "宮城県沖で地震が\nあった。津波\n");
        assert_eq!(broken("宮城県沖で地震だ。津波"), "宮城県沖で地震\nだ。津波\n");
        assert_eq!(broken("東京 大阪 Osaka 東京"), "東京 大阪\nOsaka 東京\n");
    }
}
