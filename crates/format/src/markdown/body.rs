//! The Markdown of the body (`CommonMark` with tables).

use crate::{
    Refused,
    inline::{DASHES, Inline, Look, plain},
    outline::{Outline, Part},
};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};
use story::{Block, ItemId, Kind, Line, tidy_line};

/// What the body gave.
#[derive(Debug)]
pub(super) struct Page {
    /// A first-level heading at its very beginning, with its line.
    pub headline: Option<(usize, String)>,
    pub blocks: Vec<Block>,
    pub repairs: Vec<String>,
}

/// A picture whose caption is being read.
struct Picture {
    item: ItemId,
    caption: Inline,
}

/// A paragraph holds text or pictures, not both.
#[derive(Default, PartialEq)]
enum Holds {
    #[default]
    Nothing,
    Text,
    Pictures,
}

#[derive(Default)]
struct Reader {
    outline: Outline,
    headline: Option<(usize, String)>,
    /// The text of a first-level heading at the very beginning.
    title: Option<(usize, Inline)>,
    picture: Option<Picture>,
    /// What the paragraph holds so far.
    paragraph: Holds,
    /// The text of an indented block.
    indented: Option<String>,
    /// The row being read names the columns.
    in_head: bool,
    /// A line of the document ended inside a paragraph.
    after_break: bool,
}

/// Reads Markdown; `first_line` is the line of the document on which it begins.
pub(super) fn read(markdown: &str, first_line: usize) -> Result<Page, Refused> {
    let mut reader = Reader::default();
    let mut place = Place { markdown, at: 0, line: first_line };
    for (event, range) in Parser::new_ext(markdown, Options::ENABLE_TABLES).into_offset_iter() {
        let line = place.line_of(range.start);
        reader.event(event, line).map_err(|refused| refused.at(line))?;
    }
    let (blocks, repairs) = reader.outline.finish()?;
    Ok(Page { headline: reader.headline, blocks, repairs })
}

/// Counts lines; most events come in order, so that the text is walked about once.
struct Place<'a> {
    markdown: &'a str,
    at: usize,
    line: usize,
}

impl Place<'_> {
    fn line_of(&mut self, at: usize) -> usize {
        let feeds = |from: usize, to: usize| self.markdown.get(from..to).map_or(0, |text| text.matches('\n').count());
        if at >= self.at {
            self.line += feeds(self.at, at);
        } else {
            self.line -= feeds(at, self.at);
        }
        self.at = at;
        self.line
    }
}

impl Reader {
    fn event(&mut self, event: Event<'_>, line: usize) -> Result<(), Refused> {
        match event {
            Event::Start(Tag::Emphasis) => self.outline.em(true),
            Event::End(TagEnd::Emphasis) => self.outline.em(false),
            Event::Start(Tag::Strong) => self.outline.strong(true),
            Event::End(TagEnd::Strong) => self.outline.strong(false),
            Event::End(TagEnd::Link) => self.outline.link_ends(),
            block => return self.block(block, line),
        }
        Ok(())
    }

    fn block(&mut self, event: Event<'_>, line: usize) -> Result<(), Refused> {
        match event {
            Event::Start(tag) => self.start(tag, line),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) => self.text(&text),
            Event::SoftBreak | Event::HardBreak => {
                self.text(" ")?;
                self.after_break = true;
                Ok(())
            }
            Event::Rule => {
                self.outline.repair("a rule between paragraphs was left out".to_owned());
                self.outline.flush()
            }
            Event::Html(_) | Event::InlineHtml(_) => Err(Refused::field("body", "holds HTML, which is not read here")),
            // Extensions that are not switched on.
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {
                Ok(())
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>, line: usize) -> Result<(), Refused> {
        match tag {
            Tag::Paragraph => {
                self.paragraph = Holds::Nothing;
                self.outline.flush()
            }
            Tag::Heading { level: HeadingLevel::H1, .. } if self.is_at_beginning() => {
                self.title = Some((line, Inline::default()));
                Ok(())
            }
            Tag::Heading { .. } => self.outline.open(Part::Heading),
            Tag::BlockQuote(_) => self.outline.open(Part::Quote),
            Tag::List(first) => self.outline.open(Part::List { ordered: first.is_some() }),
            Tag::Item => self.outline.item(),
            Tag::Table(_) => self.outline.open(Part::Table),
            Tag::TableHead | Tag::TableRow => {
                self.in_head = matches!(tag, Tag::TableHead);
                self.outline.row()
            }
            Tag::TableCell => self.outline.cell(self.in_head),
            Tag::Link { link_type, dest_url, .. } => self.link(link_type, &dest_url),
            Tag::Image { dest_url, .. } => self.picture(&dest_url),
            Tag::CodeBlock(CodeBlockKind::Indented) => {
                self.indented = Some(String::new());
                self.outline.flush()
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(_)) => Err(Refused::field("body", "holds a block of code")),
            _ => Ok(()),
        }
    }

    fn end(&mut self, tag: TagEnd) -> Result<(), Refused> {
        match tag {
            TagEnd::Paragraph => {
                self.paragraph = Holds::Nothing;
                self.outline.flush()
            }
            TagEnd::Heading(_) => self.heading_ends(),
            TagEnd::BlockQuote(_) => self.outline.close(Part::Quote),
            TagEnd::List(ordered) => self.outline.close(Part::List { ordered }),
            TagEnd::Table => self.outline.close(Part::Table),
            TagEnd::Image => self.picture_ends(),
            TagEnd::CodeBlock => self.indented_ends(),
            _ => Ok(()),
        }
    }

    fn is_at_beginning(&self) -> bool {
        self.headline.is_none() && self.outline.is_untouched()
    }

    fn link(&mut self, link_type: LinkType, address: &str) -> Result<(), Refused> {
        let address = if link_type == LinkType::Email { format!("mailto:{address}") } else { address.to_owned() };
        match story::Url::new(address.trim()) {
            Ok(_) => self.outline.link(&address),
            Err(fault) => Err(Refused::field("body", format!("the address of a link {fault}: `{address}`"))),
        }
    }

    fn text(&mut self, text: &str) -> Result<(), Refused> {
        // The last line of a quote can name the speaker; elsewhere lines run on.
        let names = std::mem::take(&mut self.after_break) && DASHES.iter().any(|dash| text.starts_with(dash));
        if names && self.outline.in_quote() {
            self.outline.flush()?;
        }
        if let Some(picture) = &mut self.picture {
            picture.caption.push(text, &Look::default());
        } else if let Some((_, title)) = &mut self.title {
            title.push(text, &Look::default());
        } else if let Some(indented) = &mut self.indented {
            indented.push_str(text);
        } else {
            if !text.trim().is_empty() {
                if self.paragraph == Holds::Pictures {
                    return Err(not_alone());
                }
                self.paragraph = Holds::Text;
            }
            self.outline.text(text);
        }
        Ok(())
    }

    fn heading_ends(&mut self) -> Result<(), Refused> {
        let Some((line, mut title)) = self.title.take() else { return self.outline.close(Part::Heading) };
        let spans = title.take().map_err(|fault| Refused::field("headline", fault))?;
        self.headline = Some((line, tidy_line(&plain(&spans))));
        Ok(())
    }

    fn picture(&mut self, address: &str) -> Result<(), Refused> {
        let item = address.parse::<ItemId>().ok().filter(|item| matches!(item.kind(), Kind::Picture | Kind::Graphic));
        let Some(item) = item else {
            let why = format!("the address of a picture is not the id of a picture of the wire: `{address}`");
            return Err(Refused::field("body", why));
        };
        if self.paragraph == Holds::Text || self.picture.is_some() || self.title.is_some() || !self.outline.at_top() {
            return Err(not_alone());
        }
        self.picture = Some(Picture { item, caption: Inline::default() });
        Ok(())
    }

    fn picture_ends(&mut self) -> Result<(), Refused> {
        let Some(Picture { item, mut caption }) = self.picture.take() else { return Ok(()) };
        self.paragraph = Holds::Pictures;
        let text = plain(&caption.take().map_err(|fault| Refused::field("body", fault))?);
        let caption = if text.is_empty() { None } else { Some(Line::tidy(&text)) };
        let caption = caption.transpose().map_err(|fault| Refused::field("body", format!("a caption {fault}")))?;
        self.outline.block(Block::Picture { item, caption })
    }

    /// Indented text is code to Markdown, but paragraphs to whoever types news.
    fn indented_ends(&mut self) -> Result<(), Refused> {
        let text = self.indented.take().unwrap_or_default();
        for line in text.lines() {
            if line.trim().is_empty() {
                self.outline.flush()?;
            } else {
                self.outline.text(line);
                self.outline.text(" ");
            }
        }
        self.outline.repair("an indented block was read as paragraphs".to_owned());
        self.outline.flush()
    }
}

fn not_alone() -> Refused {
    Refused::field("body", "a picture needs a paragraph of its own, outside of lists, quotes and tables")
}
