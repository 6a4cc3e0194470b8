//! A story as passages that can be translated one by one, each with the place that it comes from.

use crate::marked::written;
use story::{Block, Content, Span, Story};

/// One passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Passage {
    /// Its number in the story, from 0.
    pub n: usize,
    /// Its text, with marks.
    pub text: String,
}

/// Every passage of a story, in the order in which [`crate::Draft`] puts them back.
pub(crate) fn of(story: &Story) -> Vec<Passage> {
    let mut texts = vec![escaped(story.headline.as_str())];
    texts.extend(story.standfirst.as_ref().map(|text| escaped(text.as_str())));
    match &story.content {
        Content::Text { body } => body.blocks().iter().for_each(|block| of_block(block, &mut texts)),
        _ => texts.extend(story.caption().map(|text| escaped(text.as_str()))),
    }
    texts.into_iter().enumerate().map(|(n, text)| Passage { n, text }).collect()
}

fn of_block(block: &Block, texts: &mut Vec<String>) {
    match block {
        Block::Crosshead { text } => texts.push(escaped(text.as_str())),
        Block::Quote { spans, speaker } => {
            texts.push(written(spans));
            texts.extend(speaker.as_ref().map(|name| escaped(name.as_str())));
        }
        Block::Picture { caption, .. } => texts.extend(caption.as_ref().map(|text| escaped(text.as_str()))),
        Block::Paragraph { .. } | Block::List { .. } | Block::Table { .. } => {
            texts.extend(block.runs().filter(|run| has_words(run)).map(written));
        }
    }
}

/// Whether there is anything to translate: a cell may be empty.
pub(crate) fn has_words(run: &[Span]) -> bool {
    run.iter().any(|span| !span.text.as_str().trim().is_empty())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
