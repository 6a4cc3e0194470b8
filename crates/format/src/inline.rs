//! Gathers the text of one block while a document is read, and makes spans of it.

use crate::mend;
use story::{Block, Line, Run, Span, TextFault, Url, is_clean, tidy_line};

/// How a stretch of text looks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Look {
    pub em: bool,
    pub strong: bool,
    pub link: Option<Url>,
}

/// Text with its looks; white space is collapsed as in HTML, but a no-break space is kept.
#[derive(Debug, Default)]
pub(crate) struct Inline(Vec<(String, Look)>);

impl Inline {
    /// Adds text. Control characters become spaces, or the Windows-1252 character that they stand for.
    pub fn push(&mut self, text: &str, look: &Look) {
        let bytes = text.as_bytes();
        let mut after_space = self.0.last().is_none_or(|(last, _)| last.ends_with(' '));
        let mut at = 0;
        while at < bytes.len() {
            // Words with single spaces between them are taken as they are.
            let mut end = at;
            while let Some(&b) = bytes.get(end) {
                let single = b == b' ' && (end > at || !after_space) && bytes.get(end + 1).is_some_and(|&b| is_word(b));
                if !single && !is_word(b) {
                    break;
                }
                end += 1;
            }
            if end > at {
                self.append(&text[at..end], look);
                after_space = false;
                at = end;
                continue;
            }
            let Some(c) = text[at..].chars().next() else { break };
            at += c.len_utf8();
            let c = mend::meant(c);
            let c = if c.is_ascii_whitespace() || !is_clean(c) { ' ' } else { c };
            if c != '\u{FEFF}' && (c != ' ' || !after_space) {
                after_space = c == ' ';
                self.append(c.encode_utf8(&mut [0; 4]), look);
            }
        }
    }

    fn append(&mut self, text: &str, look: &Look) {
        match self.0.last_mut() {
            Some((last, its_look)) if its_look == look => last.push_str(text),
            _ => self.0.push((text.to_owned(), look.clone())),
        }
    }

    /// The spans, without white space at either end; the gatherer is empty afterwards.
    pub fn take(&mut self) -> Result<Vec<Span>, TextFault> {
        let mut pieces = std::mem::take(&mut self.0);
        while let Some((text, _)) = pieces.last_mut() {
            text.truncate(text.trim_end().len());
            if !text.is_empty() {
                break;
            }
            pieces.pop();
        }
        let empty = pieces.iter().take_while(|(text, _)| text.trim_start().is_empty()).count();
        pieces.drain(..empty);
        if let Some((text, _)) = pieces.first_mut() {
            text.drain(..text.len() - text.trim_start().len());
        }
        pieces
            .into_iter()
            .map(|(text, look)| Ok(Span { text: Run::new(text)?, em: look.em, strong: look.strong, link: look.link }))
            .collect()
    }
}

/// True for bytes of UTF-8 that can only be part of words: not white space, and of no character that is looked at more
/// closely. Those begin with C2 (C1 controls), EF (U+FEFF, U+FDD0, U+FFFE) or F0 and above (U+1FFFE).
fn is_word(byte: u8) -> bool {
    matches!(byte, 0x21..=0x7E | 0x80..=0xBF | 0xC3..=0xEE)
}

/// The text of spans without their looks.
pub(crate) fn plain(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}

/// A heading, or a paragraph in strong type when it is too long for one.
pub(crate) fn crosshead(spans: Vec<Span>) -> Block {
    match Line::tidy(&plain(&spans)) {
        Ok(text) => Block::Crosshead { text },
        Err(_) => Block::Paragraph { spans: spans.into_iter().map(|span| Span { strong: true, ..span }).collect() },
    }
}

/// What stands before the name of a speaker.
pub(crate) const DASHES: [&str; 3] = ["— ", "– ", "-- "];

/// Quotes of the paragraphs between two marks; a last paragraph that begins with a dash names the speaker.
pub(crate) fn quotes(mut paragraphs: Vec<Vec<Span>>) -> Vec<Block> {
    let named = |spans: &Vec<Span>| {
        let text = plain(spans);
        let name = DASHES.iter().find_map(|dash| text.strip_prefix(dash))?;
        Line::new(tidy_line(name)).ok()
    };
    let mut speaker = paragraphs.last().and_then(named).filter(|_| paragraphs.len() > 1);
    if speaker.is_some() {
        paragraphs.pop();
    }
    let mut blocks: Vec<Block> =
        paragraphs.into_iter().rev().map(|spans| Block::Quote { spans, speaker: speaker.take() }).collect();
    blocks.reverse();
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What [`Inline::push`] does, a character at a time.
    fn slowly(texts: &[String]) -> String {
        let mut out = String::new();
        for c in texts.iter().flat_map(|text| text.chars()).map(mend::meant).filter(|&c| c != '\u{FEFF}') {
            let c = if c.is_ascii_whitespace() || !is_clean(c) { ' ' } else { c };
            if c != ' ' || !(out.is_empty() || out.ends_with(' ')) {
                out.push(c);
            }
        }
        out.trim().to_owned()
    }

    proptest! {
        #[test]
        fn words_are_taken_as_characters_would_be(
            texts in proptest::collection::vec("([a-zé“😀\u{FEFF}\u{1FFFE}\u{FDD0}\u{80}-\u{A0}\u{0}-\u{20} ]|\\PC){0,12}", 0..6),
        ) {
            let mut inline = Inline::default();
            for text in &texts {
                inline.push(text, &Look::default());
            }
            prop_assert_eq!(plain(&inline.take().expect("spans")), slowly(&texts));
        }
    }
}
