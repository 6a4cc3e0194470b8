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
        let mut after_space = self.0.last().is_none_or(|(last, _)| last.ends_with(' '));
        for c in text.chars().map(mend::meant).filter(|&c| c != '\u{FEFF}') {
            let c = if c.is_ascii_whitespace() || !is_clean(c) { ' ' } else { c };
            if c == ' ' && after_space {
                continue;
            }
            after_space = c == ' ';
            match self.0.last_mut() {
                Some((last, its_look)) if its_look == look => last.push(c),
                _ => self.0.push((c.into(), look.clone())),
            }
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
