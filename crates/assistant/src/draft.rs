//! Passages that came back, put where those of the source stood.

use crate::{
    marked::{self, plain},
    passages::has_words,
};
use story::{
    Block, Body, Caption, Content, Headline, Line, Prose, Span, Standfirst, Story, TextFault, tidy_line, tidy_prose,
};

/// What a machine made of a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The headline.
    pub headline: Headline,
    /// The standfirst, where the source has one.
    pub standfirst: Option<Standfirst>,
    /// The body, of a text.
    pub body: Option<Body>,
    /// The caption, of a picture or another file.
    pub caption: Option<Caption>,
    /// Passages that came back without a look or a link that the source has there.
    pub without_marks: usize,
}

/// The texts that came back, taken one after the other.
struct Texts<'a> {
    texts: std::slice::Iter<'a, String>,
    without_marks: usize,
}

impl Texts<'_> {
    fn next(&mut self) -> Result<&str, TextFault> {
        self.texts.next().map(String::as_str).ok_or(TextFault::Empty)
    }

    fn line<const CHARS_MAX: usize>(&mut self) -> Result<Line<CHARS_MAX>, TextFault> {
        Line::new(tidy_line(&plain(self.next()?)))
    }

    fn prose<const CHARS_MAX: usize>(&mut self) -> Result<Prose<CHARS_MAX>, TextFault> {
        let lines = self.next()?.lines().map(plain).collect::<Vec<_>>().join("\n");
        Prose::new(tidy_prose(&lines))
    }

    fn run(&mut self, source: &[Span]) -> Result<Vec<Span>, TextFault> {
        if !has_words(source) {
            return Ok(source.to_vec());
        }
        let read = marked::read(self.next()?, source)?;
        self.without_marks += usize::from(read.dropped);
        Ok(read.spans)
    }

    fn block(&mut self, source: &Block) -> Result<Block, TextFault> {
        Ok(match source {
            Block::Paragraph { spans } => Block::Paragraph { spans: self.run(spans)? },
            Block::Crosshead { .. } => Block::Crosshead { text: self.line()? },
            Block::Quote { spans, speaker } => {
                let spans = self.run(spans)?;
                Block::Quote { spans, speaker: speaker.as_ref().map(|_| self.line()).transpose()? }
            }
            Block::List { ordered, items } => {
                let items = items.iter().map(|item| self.run(item)).collect::<Result<_, _>>()?;
                Block::List { ordered: *ordered, items }
            }
            Block::Table { rows, header } => {
                let mut cells = |row: &Vec<Vec<Span>>| row.iter().map(|cell| self.run(cell)).collect();
                let rows = rows.iter().map(&mut cells).collect::<Result<_, _>>()?;
                Block::Table { rows, header: *header }
            }
            Block::Picture { item, caption } => {
                let caption = caption.as_ref().map(|_| self.line()).transpose()?;
                Block::Picture { item: item.clone(), caption }
            }
        })
    }
}

impl Draft {
    /// Puts the texts of every passage in the place of the source's, or says what does not fit.
    pub(crate) fn of(story: &Story, texts: &[String]) -> Result<Self, String> {
        let mut left = Texts { texts: texts.iter(), without_marks: 0 };
        let headline = left.line().map_err(|fault| format!("its headline {fault}"))?;
        let standfirst = story.standfirst.as_ref().map(|_| left.prose()).transpose();
        let standfirst = standfirst.map_err(|fault| format!("its standfirst {fault}"))?;
        let (mut body, mut caption) = (None, None);
        if let Content::Text { body: source } = &story.content {
            let mut blocks = Vec::with_capacity(source.blocks().len());
            for (n, block) in source.blocks().iter().enumerate() {
                blocks.push(left.block(block).map_err(|fault| format!("its paragraph {} {fault}", n + 1))?);
            }
            body = Some(Body::new(blocks).map_err(|fault| format!("its text {fault}"))?);
        } else {
            let found = story.caption().map(|_| left.prose()).transpose();
            caption = found.map_err(|fault| format!("its caption {fault}"))?;
        }
        Ok(Self { headline, standfirst, body, caption, without_marks: left.without_marks })
    }
}
