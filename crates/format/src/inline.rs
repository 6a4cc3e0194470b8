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
        let mut rest = text;
        loop {
            let after_space = self.0.last().is_none_or(|(last, _)| last.ends_with(' '));
            let (kept, more) = rest.split_at(kept_bytes(rest, after_space));
            if !kept.is_empty() {
                self.append(kept, look);
            }
            let mut chars = more.chars();
            let Some(c) = chars.next() else { return };
            rest = chars.as_str();
            let c = mend::meant(c);
            let after_space = if kept.is_empty() { after_space } else { kept.ends_with(' ') };
            if c == '\u{FEFF}' {
                continue;
            }
            if !c.is_ascii_whitespace() && is_clean(c) {
                self.append(c.encode_utf8(&mut [0; 4]), look);
            } else if !after_space {
                self.append(" ", look);
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

/// Bytes at the beginning of a text that stay as they are: words with one space between two of them, which is most of what
/// is ever read. What needs a closer look ends them.
fn kept_bytes(text: &str, mut after_space: bool) -> usize {
    let bytes = text.as_bytes();
    let ends = |(at, &byte): (usize, &u8)| {
        let stays = match byte {
            b' ' => !after_space,
            // C1 controls are encoded as C2 and a byte below A0; non-characters and byte order marks begin with EF or more.
            0xC2 => bytes.get(at + 1).is_some_and(|&next| next >= 0xA0),
            0x21..=0x7E | 0x80..=0xEE => true,
            _ => false,
        };
        after_space = byte == b' ';
        !stays
    };
    bytes.iter().enumerate().position(ends).unwrap_or(bytes.len())
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

    /// The same, one character after the other.
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
        fn runs_of_text_are_taken_as_their_characters_are(
            texts in proptest::collection::vec("[a \n\u{1}\u{85}\u{92}\u{A0}\u{FEFF}\u{FFFE}\u{FDD0}\u{1FFFF}é東😀]{0,12}|\\PC{0,20}", 0..4)
        ) {
            let mut inline = Inline::default();
            for text in &texts {
                inline.push(text, &Look::default());
            }
            let taken = plain(&inline.take().expect("spans"));
            prop_assert_eq!(taken.trim(), slowly(&texts));
        }
    }
}
