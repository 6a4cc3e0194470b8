//! A story as the web gives it, in the entry of a feed or on a page of its own, whatever the format is.

pub(crate) mod category;
pub(crate) mod dates;

use crate::{
    Defaults, Incoming, NAMED_MAX, Refused,
    fragment::{self, Fragment},
    header::{Filed, Header, removed},
    incoming::external_id,
    inline::plain,
    mend,
};
use category::{Meant, meant};
use jiff::Timestamp;
use std::borrow::Cow;
use story::{
    Block, ContentHash, Headline, Keyword, Kind, Lang, Line, Note, Prose, State, TextFault, tidy_line, tidy_prose,
};

/// A headline is cut at a word after so many characters.
const HEADLINE_CHARS_MAX: usize = 400;
/// Authors that a byline names.
const AUTHORS_MAX: usize = 20;

/// Why an entry gives no story.
#[derive(Debug)]
pub(crate) enum Fault {
    /// It alone is left out.
    Entry(Refused),
    /// Nothing of the document is safe to take.
    Document(Refused),
}

/// Text as a feed gives it.
#[derive(Debug, Default)]
pub(crate) enum Said<'a> {
    /// None.
    #[default]
    Nothing,
    /// Plain text.
    Plain(Cow<'a, str>),
    /// HTML.
    Markup(Cow<'a, str>),
    /// HTML or plain text: the feed does not tell.
    Either(Cow<'a, str>),
    /// Blocks that were read already.
    Blocks(Fragment),
}

/// A file that goes with an entry.
#[derive(Debug)]
pub(crate) struct Enclosed<'a> {
    pub href: Cow<'a, str>,
    /// The media type, or Media RSS's word for a sort of file.
    pub sort: Cow<'a, str>,
}

/// A category: its scheme, its term, and words for people.
#[derive(Debug, Default)]
pub(crate) struct Filing<'a> {
    pub scheme: Cow<'a, str>,
    pub term: Cow<'a, str>,
    pub label: Cow<'a, str>,
}

/// What holds for every entry of a feed that does not say otherwise.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Feed<'a> {
    pub title: &'a str,
    pub language: &'a str,
    pub copyright: &'a str,
    pub author: &'a str,
    /// An address that relative links start from.
    pub base: &'a str,
}

/// An entry.
#[derive(Debug, Default)]
pub(crate) struct Entry<'a> {
    pub id: Cow<'a, str>,
    pub link: Cow<'a, str>,
    pub base: Cow<'a, str>,
    pub title: Said<'a>,
    pub summary: Said<'a>,
    pub content: Said<'a>,
    pub authors: Vec<Cow<'a, str>>,
    pub categories: Vec<Filing<'a>>,
    pub published: Cow<'a, str>,
    pub updated: Cow<'a, str>,
    pub language: Cow<'a, str>,
    pub copyright: Cow<'a, str>,
    pub credit: Cow<'a, str>,
    pub source: Cow<'a, str>,
    pub embargo: Cow<'a, str>,
    /// A status that is not the usual one, and why.
    pub status: Option<(State, Cow<'a, str>)>,
    pub files: Vec<Enclosed<'a>>,
    /// What our own extension says.
    pub own: Option<Header>,
}

impl Entry<'_> {
    /// The story of the entry.
    pub fn incoming(mut self, feed: &Feed<'_>, defaults: &Defaults) -> Result<Incoming, Fault> {
        match self.own.take() {
            Some(header) => self.ours(header, defaults).map_err(Fault::Document),
            None => self.foreign(feed, defaults),
        }
    }

    /// A story of ours: the extension says everything but the text.
    fn ours(mut self, mut header: Header, defaults: &Defaults) -> Result<Incoming, Refused> {
        header.id = self.external_id(&mut Vec::new())?;
        header.dated = dates::read(&self.updated).or_else(|| dates::read(&self.published)).map(|dated| dated.time);
        if header.headline.is_none() {
            header.headline = Headline::tidy(&std::mem::take(&mut self.title).line()).ok();
        }
        // Whoever took it away on its way here is believed.
        if let Some((state, _)) = self.status.take().filter(|_| header.status.is_none_or(|own| own == State::Usable)) {
            header.status = Some(state);
        }
        let has_text = header.files.is_empty() && header.status.unwrap_or(State::Usable) == State::Usable;
        let fragment = if has_text { std::mem::take(&mut self.content).blocks("")? } else { Fragment::default() };
        header.repairs.extend(fragment.repairs);
        header.incoming(fragment.blocks, defaults)
    }

    fn foreign(mut self, feed: &Feed<'_>, defaults: &Defaults) -> Result<Incoming, Fault> {
        let mut repairs = Vec::new();
        let id = self.external_id(&mut repairs).map_err(Fault::Entry)?;
        let title = tidy_line(&mend::windows_1252(&std::mem::take(&mut self.title).line()));
        if let Some(header) = self.notice(id.as_ref(), &title) {
            return header.incoming(Vec::new(), defaults).map_err(Fault::Document);
        }
        let embargo = self.embargo().map_err(Fault::Document)?;
        let mut blocks = self.text(feed, &title, &mut repairs).map_err(Fault::Entry)?;
        if blocks.is_empty() && self.files.is_empty() {
            // Feeds of headlines alone are common.
            blocks.extend(Block::paragraph(&title));
            repairs.push("there is no text; the headline stands for it".to_owned());
        }
        let (topics, keywords) = self.filings();
        let headline = headline(&title, &blocks, &mut repairs).map_err(Fault::Entry)?;
        let standfirst = self.standfirst(&headline, &blocks, &mut repairs);
        let dated = self.dated(&mut repairs);
        let source = if self.source.trim().is_empty() { feed.title } else { &self.source };
        let copyright = if self.copyright.trim().is_empty() { feed.copyright } else { &self.copyright };
        let mut header = Header {
            id,
            dated,
            language: self.language(feed, defaults, &mut repairs),
            byline: kept("author", &self.byline(feed), &mut repairs),
            topics,
            keywords,
            embargo,
            standfirst,
            ..Header::default()
        };
        header.rights.credit = kept("credit", &self.credit, &mut repairs);
        header.rights.copyright = kept("rights", copyright, &mut repairs);
        header.rights.source = kept("source", source, &mut repairs);
        header.headline = Some(headline);
        self.take_files(blocks.is_empty(), &mut header, &mut repairs);
        header.repairs = repairs;
        header.incoming(blocks, defaults).map_err(Fault::Entry)
    }

    /// The notice that takes a story away: by its status, or by a title in the words of the wire.
    fn notice(&mut self, id: Option<&String>, title: &str) -> Option<Header> {
        let by_title = removed(title);
        let (state, reason) = match (self.status.take(), by_title) {
            (Some((state, reason)), _) => (state, reason.into_owned()),
            (None, Some((state, _))) => {
                let content = std::mem::take(&mut self.content).prose();
                (state, if content.is_empty() { std::mem::take(&mut self.summary).prose() } else { content })
            }
            (None, None) => return None,
        };
        let headline = by_title.map_or(title, |(_, headline)| headline);
        Some(Header {
            id: id.cloned(),
            status: Some(state),
            headline: Headline::tidy(headline).ok(),
            editors_note: Note::tidy(&reason).ok(),
            ..Header::default()
        })
    }

    /// The id, else the address of the page. One that is too long is named by its hash, which stays the same as well.
    fn external_id(&self, repairs: &mut Vec<String>) -> Result<Option<String>, Refused> {
        let given = if self.id.trim().is_empty() { &self.link } else { &self.id };
        external_id("id", given).or_else(|_| {
            repairs.push("the id is too long; its SHA-256 stands for it".to_owned());
            external_id("id", ContentHash::of(&tidy_line(given)).as_str())
        })
    }

    fn embargo(&self) -> Result<Option<Timestamp>, Refused> {
        let text = self.embargo.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let refused = || {
            let shown = mend::cut(text, 40);
            Refused::field("embargo", format!("is not a time with its zone (2026-09-01T10:00:00Z): `{shown}`"))
        };
        dates::read(text).filter(|dated| dated.zoned).map(|dated| Some(dated.time)).ok_or_else(refused)
    }

    /// The text, or the summary of an entry that has none, without a first line that repeats the headline.
    fn text(&mut self, feed: &Feed<'_>, title: &str, repairs: &mut Vec<String>) -> Result<Vec<Block>, Refused> {
        let base = [&*self.base, &*self.link, feed.base].into_iter().find(|base| base.contains("://"));
        let base = base.unwrap_or_default().to_owned();
        let mut fragment = std::mem::take(&mut self.content).blocks(&base)?;
        if fragment.blocks.is_empty() {
            fragment = std::mem::take(&mut self.summary).blocks(&base)?;
        }
        repairs.append(&mut fragment.repairs);
        let mut blocks = fragment.blocks;
        let repeats = match blocks.first() {
            Some(Block::Crosshead { text }) => text.as_str() == title,
            Some(Block::Paragraph { spans }) => plain(spans) == title,
            _ => false,
        };
        if repeats && blocks.len() > 1 {
            blocks.remove(0);
        }
        Ok(blocks)
    }

    /// The summary, unless it is the beginning of the text or the headline again.
    fn standfirst(&mut self, headline: &Headline, blocks: &[Block], repairs: &mut Vec<String>) -> Option<Prose<2_000>> {
        /// A summary that begins so long like the text was cut from it.
        const SAME_CHARS: usize = 60;
        let text = std::mem::take(&mut self.summary).prose();
        let begins: String = tidy_line(&text).chars().take(SAME_CHARS).collect();
        let repeats = |block: &Block| block.plain().starts_with(begins.trim_end_matches(['…', '.', ' ']));
        if begins.is_empty() || begins == headline.as_str() || blocks.iter().take(3).any(repeats) {
            return None;
        }
        kept_prose("summary", &text, repairs)
    }

    fn dated(&self, repairs: &mut Vec<String>) -> Option<Timestamp> {
        let text = if self.updated.trim().is_empty() { &self.published } else { &self.updated };
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let shown = || tidy_line(&mend::cut(text, 40));
        let dated = dates::read(text);
        match dated {
            None => repairs.push(format!("the date `{}` cannot be read", shown())),
            Some(dated) if !dated.zoned => {
                repairs.push(format!("the date `{}` has no known zone, and was taken for UTC", shown()));
            }
            Some(_) => {}
        }
        dated.map(|dated| dated.time)
    }

    fn language(&self, feed: &Feed<'_>, defaults: &Defaults, repairs: &mut Vec<String>) -> Option<Lang> {
        let tag = [&*self.language, feed.language].into_iter().map(str::trim).find(|tag| !tag.is_empty())?;
        let known = Lang::new(&tag.replace('_', "-"));
        if known.is_err() {
            let shown = tidy_line(&mend::cut(tag, 40));
            repairs.push(format!("`{shown}` is not a language; `{}` was taken", defaults.language));
        }
        known.ok()
    }

    fn byline(&self, feed: &Feed<'_>) -> String {
        let names = self.authors.iter().map(|author| author_name(author)).filter(|name| !name.is_empty());
        let mut once: Vec<String> = Vec::new();
        for name in names {
            if once.len() < AUTHORS_MAX && !once.contains(&name) {
                once.push(name);
            }
        }
        if once.is_empty() { author_name(feed.author) } else { once.join(", ") }
    }

    /// Media Topics, and every other category as a keyword.
    fn filings(&self) -> (Vec<story::TopicId>, Vec<Keyword>) {
        let (mut topics, mut keywords) = (Vec::new(), Vec::new());
        for filing in &self.categories {
            match meant(&filing.scheme, &filing.term) {
                Meant::Topic(topic) if topics.len() < NAMED_MAX && !topics.contains(&topic) => topics.push(topic),
                Meant::Topic(_) | Meant::Passed => {}
                Meant::Word => {
                    let word = if filing.label.trim().is_empty() { &filing.term } else { &filing.label };
                    let word = Keyword::tidy(&Said::Either(Cow::Borrowed(word)).line());
                    keywords.extend(word.ok().filter(|word| keywords.len() < NAMED_MAX && !keywords.contains(word)));
                }
            }
        }
        (topics, keywords)
    }

    /// A file without a text is a picture, video or other file; beside a text it has no place.
    fn take_files(&mut self, alone: bool, header: &mut Header, repairs: &mut Vec<String>) {
        let files = std::mem::take(&mut self.files);
        if !alone {
            if !files.is_empty() {
                repairs.push("files that go with the entry were left out".to_owned());
            }
            return;
        }
        if let Some(first) = files.into_iter().next() {
            header.kind = match first.sort.split('/').next() {
                Some("image") => None,
                Some("video") => Some(Kind::Video),
                _ => Some(Kind::File),
            };
            header.files = vec![Filed { href: first.href.into_owned(), form: None, main: true }];
        }
    }
}

fn headline(title: &str, blocks: &[Block], repairs: &mut Vec<String>) -> Result<Headline, Refused> {
    let refused = |fault| Refused::field("title", fault);
    if title.is_empty() {
        let first = blocks.first().map(Block::plain).unwrap_or_default();
        let made = Headline::new(mend::first_sentence(&first, HEADLINE_CHARS_MAX)).map_err(refused)?;
        repairs.push("there is no title; the first sentence stands for it".to_owned());
        return Ok(made);
    }
    let cut = mend::cut(title, HEADLINE_CHARS_MAX);
    if cut.len() != title.len() {
        repairs.push("the title was too long and was cut at a word".to_owned());
    }
    Headline::new(cut).map_err(refused)
}

/// The name of `jo@example.org (Jo Doe)`, `Jo Doe (jo@example.org)`, `Jo Doe <jo@example.org>` or `Jo Doe`.
fn author_name(text: &str) -> String {
    let text = text.trim();
    let name = match text.split_once('(') {
        Some((name, address)) if address.contains('@') => name,
        Some((address, name)) if address.contains('@') => name.trim_end_matches(')'),
        _ => text.split_once('<').filter(|(name, _)| !name.trim().is_empty()).map_or(text, |(name, _)| name),
    };
    tidy_line(&Said::Either(Cow::Borrowed(name)).line())
}

fn kept<const CHARS_MAX: usize>(field: &str, text: &str, repairs: &mut Vec<String>) -> Option<Line<CHARS_MAX>> {
    left_out(field, Line::tidy(&Said::Either(Cow::Borrowed(text)).line()), repairs)
}

fn kept_prose<const CHARS_MAX: usize>(field: &str, text: &str, repairs: &mut Vec<String>) -> Option<Prose<CHARS_MAX>> {
    left_out(field, Prose::tidy(text), repairs)
}

fn left_out<T>(field: &str, taken: Result<T, TextFault>, repairs: &mut Vec<String>) -> Option<T> {
    match taken {
        Ok(value) => Some(value),
        Err(TextFault::Empty) => None,
        Err(fault) => {
            repairs.push(format!("`{field}` {fault}, and was left out"));
            None
        }
    }
}

/// True when a text that may be HTML holds a tag or a character reference.
fn is_markup(text: &str) -> bool {
    /// No name of a character is longer.
    const NAME_BYTES_MAX: usize = 32;
    let bytes = text.as_bytes();
    let tag = |at: usize| bytes.get(at + 1).is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, b'/' | b'!'));
    let reference = |at: usize| {
        let rest = &bytes[at + 1..bytes.len().min(at + 2 + NAME_BYTES_MAX)];
        let name = rest.iter().position(|&c| c == b';').map(|end| &rest[..end]).unwrap_or_default();
        let digits = name.strip_prefix(b"#").unwrap_or(name);
        !digits.is_empty() && digits.iter().all(u8::is_ascii_alphanumeric)
    };
    text.match_indices('<').any(|(at, _)| tag(at)) || text.match_indices('&').any(|(at, _)| reference(at))
}

/// Plain text as paragraphs. An empty line ends one; lines are broken and indented as the markup around them is.
fn paragraphs(text: &str) -> Result<Vec<Block>, TextFault> {
    let mut blocks = Vec::new();
    let mut paragraph = String::new();
    for line in text.lines().chain([""]) {
        if !line.trim().is_empty() {
            paragraph.push_str(line);
            paragraph.push(' ');
        } else if !paragraph.is_empty() {
            // Characters that are no text may be all that there was.
            match Block::paragraph(&paragraph) {
                Err(TextFault::Empty) => {}
                block => blocks.push(block?),
            }
            paragraph.clear();
        }
    }
    Ok(blocks)
}

impl Said<'_> {
    /// The text as blocks; relative links start from `base`.
    pub fn blocks(self, base: &str) -> Result<Fragment, Refused> {
        match self {
            Self::Nothing => Ok(Fragment::default()),
            Self::Blocks(fragment) => Ok(fragment),
            Self::Markup(text) => fragment::read_from(&text, base),
            Self::Either(text) if is_markup(&text) => fragment::read_from(&text, base),
            Self::Plain(text) | Self::Either(text) => {
                let blocks =
                    paragraphs(&mend::windows_1252(&text)).map_err(|fault| Refused::field("content", fault))?;
                Ok(Fragment { blocks, repairs: Vec::new() })
            }
        }
    }

    /// The text as one line.
    pub fn line(self) -> String {
        tidy_line(&self.prose())
    }

    /// The text as lines, a block each.
    pub fn prose(self) -> String {
        let lines = |fragment: Fragment| fragment.blocks.iter().map(Block::plain).collect::<Vec<_>>().join("\n");
        match self {
            Self::Plain(text) => tidy_prose(&text),
            Self::Either(text) if !is_markup(&text) => tidy_prose(&text),
            other => other.blocks("").map(lines).unwrap_or_default(),
        }
    }
}
