//! The body of a written story: a tree of blocks, never markup.

use crate::{ItemId, TextFault, is_clean, text::Line, tidy_line};
use serde::{Deserialize, Serialize};

/// Blocks that one body may hold.
pub const BLOCKS_MAX: usize = 2_000;
/// Cells that one table, or items that one list, may hold.
pub const CELLS_MAX: usize = 2_000;
/// Characters that one run of text may hold.
const RUN_CHARS_MAX: usize = 100_000;

/// A stretch of text inside a block. White space at its ends is kept, because it separates spans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Run(String);

impl Run {
    /// Takes text without control characters.
    pub fn new(text: impl Into<String>) -> Result<Self, TextFault> {
        let text = text.into();
        if text.is_empty() {
            return Err(TextFault::Empty);
        }
        if let Some(bad) = text.chars().find(|&c| !is_clean(c)) {
            return Err(TextFault::NotText(bad.into()));
        }
        let chars = text.chars().count();
        if chars > RUN_CHARS_MAX {
            return Err(TextFault::TooLong { chars, max: RUN_CHARS_MAX });
        }
        Ok(Self(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Run {
    type Error = TextFault;
    fn try_from(text: String) -> Result<Self, TextFault> {
        Self::new(text)
    }
}

impl From<Run> for String {
    fn from(run: Run) -> Self {
        run.0
    }
}

/// An address that a reader may follow: `http`, `https` or `mailto`, without white space.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Url(String);

impl Url {
    const BYTES_MAX: usize = 2_000;

    /// Takes an address of a scheme that cannot run code.
    pub fn new(text: impl Into<String>) -> Result<Self, TextFault> {
        let text = text.into();
        let schemed = ["http://", "https://", "mailto:"]
            .iter()
            .any(|s| text.len() > s.len() && text.get(..s.len()).is_some_and(|head| head.eq_ignore_ascii_case(s)));
        let plain = text.len() <= Self::BYTES_MAX && text.chars().all(|c| is_clean(c) && !c.is_whitespace());
        if schemed && plain { Ok(Self(text)) } else { Err(TextFault::Form("is not an http, https or mailto address")) }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Url {
    type Error = TextFault;
    fn try_from(text: String) -> Result<Self, TextFault> {
        Self::new(text)
    }
}

impl From<Url> for String {
    fn from(url: Url) -> Self {
        url.0
    }
}

/// A run of text with its look and, when it is a link, its address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The text.
    pub text: Run,
    /// Emphasised (italic in most houses).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub em: bool,
    /// Strong (bold in most houses).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub strong: bool,
    /// Where the text links to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Url>,
}

impl Span {
    /// A plain run.
    pub fn plain(text: impl Into<String>) -> Result<Self, TextFault> {
        Ok(Self { text: Run::new(text)?, em: false, strong: false, link: None })
    }
}

/// One block of a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "block", rename_all = "lowercase", deny_unknown_fields)]
pub enum Block {
    /// A paragraph.
    Paragraph {
        /// Its text.
        spans: Vec<Span>,
    },
    /// A heading inside the story.
    Crosshead {
        /// Its text.
        text: Line<300>,
    },
    /// Words quoted at length, set apart.
    Quote {
        /// The words.
        spans: Vec<Span>,
        /// Who said them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        speaker: Option<Line<200>>,
    },
    /// A list.
    List {
        /// Numbered, or with bullets.
        #[serde(default)]
        ordered: bool,
        /// Its items.
        items: Vec<Vec<Span>>,
    },
    /// A table.
    Table {
        /// Its rows, each of the same number of cells; an empty cell is an empty list.
        rows: Vec<Vec<Vec<Span>>>,
        /// The first row names the columns.
        #[serde(default)]
        header: bool,
    },
    /// A picture of the wire, shown at this place.
    Picture {
        /// The picture's item.
        item: ItemId,
        /// A caption that replaces the picture's own here.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        caption: Option<Line<2000>>,
    },
}

impl Block {
    /// A paragraph of plain text.
    pub fn paragraph(text: &str) -> Result<Self, TextFault> {
        Ok(Self::Paragraph { spans: vec![Span::plain(tidy_line(text))?] })
    }

    /// Every run of spans in the block, in reading order.
    pub fn runs(&self) -> Box<dyn Iterator<Item = &[Span]> + '_> {
        match self {
            Self::Paragraph { spans } | Self::Quote { spans, .. } => Box::new(std::iter::once(spans.as_slice())),
            Self::List { items, .. } => Box::new(items.iter().map(Vec::as_slice)),
            Self::Table { rows, .. } => Box::new(rows.iter().flatten().map(Vec::as_slice)),
            Self::Crosshead { .. } | Self::Picture { .. } => Box::new(std::iter::empty()),
        }
    }

    /// The text of the block without its marks; cells and items are separated by line feeds.
    pub fn plain(&self) -> String {
        match self {
            Self::Crosshead { text } => text.to_string(),
            Self::Picture { caption, .. } => caption.as_ref().map(ToString::to_string).unwrap_or_default(),
            _ => self.runs().map(plain_run).collect::<Vec<_>>().join("\n"),
        }
    }

    fn check(&self) -> Result<(), TextFault> {
        match self {
            Self::Paragraph { spans } | Self::Quote { spans, .. } if spans.is_empty() => {
                Err(TextFault::Form("has a paragraph or a quote without text"))
            }
            Self::List { items, .. } if items.is_empty() || items.iter().any(Vec::is_empty) => {
                Err(TextFault::Form("has a list without items, or an item without text"))
            }
            Self::List { items, .. } if items.len() > CELLS_MAX => Err(TextFault::Form("has a list that is too long")),
            Self::Table { rows, .. } => {
                let width = rows.first().map_or(0, Vec::len);
                if width == 0 || rows.iter().any(|row| row.len() != width) {
                    return Err(TextFault::Form("has a table whose rows differ in length, or that is empty"));
                }
                if width * rows.len() > CELLS_MAX {
                    return Err(TextFault::Form("has a table that is too large"));
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

fn plain_run(spans: &[Span]) -> String {
    spans.iter().map(|s| s.text.as_str()).collect()
}

/// The body of a story: at least one block, each of them whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Block>", into = "Vec<Block>")]
pub struct Body(Vec<Block>);

impl Body {
    /// Takes blocks, or says what is wrong with them.
    pub fn new(blocks: Vec<Block>) -> Result<Self, TextFault> {
        if blocks.is_empty() {
            return Err(TextFault::Empty);
        }
        if blocks.len() > BLOCKS_MAX {
            return Err(TextFault::Form("has too many blocks"));
        }
        blocks.iter().try_for_each(Block::check)?;
        Ok(Self(blocks))
    }

    /// Reads plain text: an empty line, or an indented line, begins a paragraph.
    pub fn from_plain(text: &str) -> Result<Self, TextFault> {
        let mut blocks = Vec::new();
        let mut paragraph = String::new();
        for line in text.lines() {
            let begins = line.starts_with([' ', '\t', '\u{3000}']);
            if line.trim().is_empty() || begins {
                flush(&mut paragraph, &mut blocks)?;
            }
            paragraph.push_str(line);
            paragraph.push(' ');
        }
        flush(&mut paragraph, &mut blocks)?;
        Self::new(blocks)
    }

    /// The blocks, in reading order.
    pub fn blocks(&self) -> &[Block] {
        &self.0
    }

    /// The words of the body, as white space separates them.
    pub fn words(&self) -> usize {
        self.0.iter().map(|b| b.plain().split_whitespace().count()).sum()
    }

    /// The text without marks, a blank line between blocks.
    pub fn plain(&self) -> String {
        self.0.iter().map(Block::plain).filter(|t| !t.is_empty()).collect::<Vec<_>>().join("\n\n")
    }
}

fn flush(paragraph: &mut String, blocks: &mut Vec<Block>) -> Result<(), TextFault> {
    let text = tidy_line(&std::mem::take(paragraph));
    if !text.is_empty() {
        blocks.push(Block::Paragraph { spans: vec![Span::plain(text)?] });
    }
    Ok(())
}

impl TryFrom<Vec<Block>> for Body {
    type Error = TextFault;
    fn try_from(blocks: Vec<Block>) -> Result<Self, TextFault> {
        Self::new(blocks)
    }
}

impl From<Body> for Vec<Block> {
    fn from(body: Body) -> Self {
        body.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_becomes_paragraphs() {
        let body = Body::from_plain("one\ntwo\n    three\u{1}\n\nfour\n\n\n").expect("body");
        assert_eq!(body.plain(), "one two\n\nthree\n\nfour");
        assert_eq!(body.words(), 4);
        assert_eq!(Body::from_plain(" \n\t\n"), Err(TextFault::Empty));
    }

    #[test]
    fn broken_trees_are_refused() {
        let read = |json: &str| serde_json::from_str::<Body>(json);
        assert!(read(r#"[{"block":"paragraph","spans":[{"text":"a"}]}]"#).is_ok());
        for bad in [
            "[]",
            r#"[{"block":"paragraph","spans":[]}]"#,
            r#"[{"block":"paragraph","spans":[{"text":""}]}]"#,
            r#"[{"block":"paragraph","spans":[{"text":"a\u0000"}]}]"#,
            r#"[{"block":"paragraph","spans":[{"text":"a","link":"javascript:alert(1)"}]}]"#,
            r#"[{"block":"paragraph","spans":[{"text":"a"}],"style":"x"}]"#,
            r#"[{"block":"table","rows":[[[{"text":"a"}]],[]]}]"#,
            r#"[{"block":"script","text":"a"}]"#,
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
