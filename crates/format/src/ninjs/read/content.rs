//! What an item consists of: its headline, its body or its file, and the texts that stand beside them.

use super::{Item, files::File, told};
use crate::{
    Refused, fragment,
    inline::plain,
    mend,
    ninjs::read::item::{Described, shown},
};
use std::borrow::Cow;
use story::{Block, Body, Caption, Headline, ItemId, Kind, Line, Run, Standfirst, TextFault, tidy_line};

/// A headline is cut at a word after so many characters.
const HEADLINE_CHARS_MAX: usize = 400;
/// A line of plain text longer than this is a paragraph of its own, when nothing else separates paragraphs.
const LONG_LINE_CHARS: usize = 100;
/// The roles of a description that sums the item up, the surest first.
const SUMMARIES: [&str; 8] = ["drol:summary", "summary", "lead", "standfirst", "abstract", "main", "text", ""];
/// The roles of a description that says what a file shows.
const CAPTIONS: [&str; 5] = ["drol:caption", "caption", "text", "main", ""];
/// How a figure of ours begins, and what stands before and after the item in its address.
const FIGURE: &str = "<figure><img src=\"";
const ITEMS: &str = "/items/";
const FILES: &str = "/files/";

/// What makes an item a story.
#[derive(Debug)]
pub(super) enum Found {
    Body(Vec<Block>),
    File(File),
}

impl<'n> Item<'n> {
    /// The body of a text, the file of anything else. What is neither is refused.
    pub fn found(&mut self) -> Result<Found, Refused> {
        let kind = self.kind.unwrap_or_default();
        if matches!(kind, "event" | "planning") || (kind.is_empty() && self.is_event) {
            let what = if kind.is_empty() { "`event`".to_owned() } else { format!("`{kind}`") };
            let why = format!("is {what}: events and plans are announcements of news, not stories");
            return Err(Refused::field("type", why));
        }
        let is_file = matches!(kind, "picture" | "video" | "graphic" | "audio" | "component");
        if is_file && let Some(file) = self.file() {
            return Ok(Found::File(file));
        }
        if let Some(blocks) = self.body()? {
            if !matches!(kind, "text" | "composite" | "") {
                let repair = format!("the item is of type `{}`; only its text was taken", shown(kind));
                told(&mut self.repairs, repair);
            }
            return Ok(Found::Body(blocks));
        }
        if is_file {
            return Err(Refused::field("renditions", format!("name no file of the {kind}")));
        }
        if kind != "text"
            && let Some(file) = self.file()
        {
            return Ok(Found::File(file));
        }
        match self.described(&SUMMARIES).filter(|_| kind == "text") {
            Some(described) => {
                told(&mut self.repairs, "there is no body; the description stands for it".to_owned());
                plain_blocks(&plain_text(described)).map(Found::Body)
            }
            None if !self.bodies.is_empty() => {
                Err(Refused::field("body", "is neither HTML nor plain text, or there is no text in it"))
            }
            None => Err(Refused::field("body", "is missing: there is neither HTML nor plain text, nor a file")),
        }
    }

    /// The body: markup before plain text.
    fn body(&mut self) -> Result<Option<Vec<Block>>, Refused> {
        let ours = self.is_ours();
        for html in self.bodies.iter().filter(|body| body.is_html()) {
            let read = if ours { with_figures(html.text) } else { fragment::read(html.text) }?;
            if !read.blocks.is_empty() {
                read.repairs.into_iter().for_each(|repair| told(&mut self.repairs, repair));
                return Ok(Some(read.blocks));
            }
        }
        let plain = self.bodies.iter().find(|body| body.is_plain());
        plain.map(|body| plain_blocks(body.text)).transpose()
    }

    /// The headline as the item gives it.
    pub fn main_headline(&self) -> Option<Cow<'n, str>> {
        let of = |role: &str| self.headlines.iter().find(|headline| headline.role.eq_ignore_ascii_case(role)).copied();
        let listed = of("main").or_else(|| of("")).or(self.headlines.first().copied());
        listed.map(plain_text).or(self.headline.or(self.title).map(Cow::Borrowed))
    }

    /// The headline, or the first sentence where there is none.
    pub fn headline(&mut self, found: &Found) -> Result<Headline, Refused> {
        let given = self.main_headline();
        if self.is_ours()
            && let Some(headline) = given.as_deref().and_then(|text| Headline::new(text).ok())
        {
            return Ok(headline);
        }
        let is_given = given.is_some();
        let text = given.unwrap_or_else(|| {
            let begins = match found {
                Found::Body(blocks) => blocks.first().map(Block::plain).unwrap_or_default(),
                Found::File(_) => self.described(&CAPTIONS).map(plain_text).unwrap_or_default().into_owned(),
            };
            Cow::Owned(mend::first_sentence(&begins, HEADLINE_CHARS_MAX))
        });
        let text = tidy_line(&mend::windows_1252(&text));
        let cut = mend::cut(&text, HEADLINE_CHARS_MAX);
        if !is_given {
            told(&mut self.repairs, "there is no headline; the first sentence stands for it".to_owned());
        } else if cut.len() != text.len() {
            told(&mut self.repairs, "the headline was too long and was cut at a word".to_owned());
        }
        Headline::new(cut).map_err(|fault| Refused::field("headline", fault))
    }

    /// The lead or summary of a text; not the mere beginning of its body.
    pub fn standfirst(&mut self, body: &Body) -> Option<Standfirst> {
        /// A description that begins so long like the body was cut from it.
        const SAME_CHARS: usize = 60;
        let described = self.described(&SUMMARIES)?;
        if self.is_ours() {
            return self.prose("description", Some(described.text));
        }
        let text = tidy_line(&plain_text(described));
        let begins: String = text.chars().take(SAME_CHARS).collect();
        if body.plain().contains(&begins) {
            return None;
        }
        self.kept("description", Standfirst::new(text))
    }

    /// The summary of an item that has a caption as well.
    pub fn media_standfirst(&mut self) -> Option<Standfirst> {
        let summary = self.described(&["drol:summary", "summary"]);
        let text = summary.map(plain_text)?;
        self.prose("description", Some(&text))
    }

    /// What the file shows; a file that nobody described is called by its headline.
    pub fn caption(&mut self, headline: &Headline) -> Result<Caption, Refused> {
        if let Some(described) = self.described(&CAPTIONS) {
            let text = if self.is_ours() { Cow::Borrowed(described.text) } else { plain_text(described) };
            if let Some(caption) = self.prose("description", Some(&text)) {
                return Ok(caption);
            }
        }
        told(&mut self.repairs, "there is no caption; the headline stands for it".to_owned());
        Caption::new(headline.as_str()).map_err(|fault| Refused::field("description", fault))
    }

    /// The kind that the item says that it is made of, when a file is expected of it.
    pub fn file_kind(&self) -> Option<Kind> {
        self.kind().filter(|kind| *kind != Kind::Text)
    }
}

/// A text without markup.
fn plain_text(described: Described<'_>) -> Cow<'_, str> {
    if described.is_html()
        && let Ok(read) = fragment::read(described.text)
        && !read.blocks.is_empty()
    {
        return Cow::Owned(read.blocks.iter().map(Block::plain).collect::<Vec<_>>().join("\n"));
    }
    Cow::Borrowed(described.text)
}

/// Reads HTML of ours, in which pictures of the wire stand as figures.
fn with_figures(html: &str) -> Result<fragment::Fragment, Refused> {
    let mut parts = html.split(FIGURE);
    let mut whole = fragment::read(parts.next().unwrap_or_default())?;
    for part in parts {
        let (figure, after) = part.split_once("</figure>").unwrap_or((part, ""));
        match picture(figure)? {
            Some(block) => whole.blocks.push(block),
            None => told(&mut whole.repairs, "a picture in the body was left out".to_owned()),
        }
        let read = fragment::read(after)?;
        whole.blocks.extend(read.blocks);
        read.repairs.into_iter().for_each(|repair| told(&mut whole.repairs, repair));
    }
    Ok(whole)
}

/// The picture of a figure from behind [`FIGURE`] to its end.
fn picture(figure: &str) -> Result<Option<Block>, Refused> {
    let (source, rest) = figure.split_once('"').unwrap_or((figure, ""));
    let item = source.rsplit_once(FILES).and_then(|(head, _)| head.rsplit_once(ITEMS));
    let Some(item) = item.and_then(|(_, item)| item.parse::<ItemId>().ok()) else { return Ok(None) };
    let caption = rest.split_once("<figcaption>").and_then(|(_, caption)| caption.split_once("</figcaption>"));
    let blocks = caption.map(|(caption, _)| fragment::read(caption)).transpose()?.map(|read| read.blocks);
    let text = blocks.iter().flatten().map(Block::plain).collect::<Vec<_>>().join(" ");
    Ok(Some(Block::Picture { item, caption: Line::new(text).ok() }))
}

/// Plain text as blocks. Where no blank line separates paragraphs and lines are long, each line is a paragraph.
fn plain_blocks(text: &str) -> Result<Vec<Block>, Refused> {
    let text = mend::windows_1252(text);
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let one_by_one = text.trim().lines().all(|line| !line.trim().is_empty())
        && lines().any(|line| line.chars().count() > LONG_LINE_CHARS);
    let body = if one_by_one {
        let blocks: Result<_, TextFault> = lines().map(Block::paragraph).collect();
        blocks.and_then(Body::new)
    } else {
        Body::from_plain(&text)
    };
    body.map(Into::into).map_err(|fault| Refused::field("body", fault))
}

/// The blocks without a first one that only repeats the headline.
pub(super) fn without_headline(mut blocks: Vec<Block>, headline: &Headline) -> Vec<Block> {
    let repeats = match blocks.first() {
        Some(Block::Crosshead { text }) => text.as_str() == headline.as_str(),
        Some(Block::Paragraph { spans }) => plain(spans) == headline.as_str(),
        _ => false,
    };
    if repeats && blocks.len() > 1 {
        blocks.remove(0);
    }
    blocks
}

/// The blocks without the dateline that we put before the first paragraph, or into a paragraph of its own.
pub(super) fn without_dateline(mut blocks: Vec<Block>, dateline: &str) -> Vec<Block> {
    let Some(at) = blocks.iter().position(|block| !matches!(block, Block::Picture { .. })) else { return blocks };
    let Block::Paragraph { spans } = &mut blocks[at] else { return blocks };
    let Some(first) = spans.first_mut() else { return blocks };
    if let Some(rest) = first.text.as_str().strip_prefix(dateline)
        && let Ok(rest) = Run::new(rest)
    {
        first.text = rest;
    } else if first.text.as_str().trim_end() == dateline.trim_end() {
        spans.remove(0);
        if spans.is_empty() {
            blocks.remove(at);
        }
    }
    blocks
}
