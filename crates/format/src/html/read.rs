//! Reads HTML documents: ours by their data, those of others by what a clean page says in its head, its linked data and its
//! article. Scripts are data or nothing.

use super::{
    linked::{Linked, article},
    tags::{Tag, tags},
};
use crate::{
    DOCUMENT_BYTES_MAX, Defaults, Incoming, Refused,
    entry::{Entry, Fault, Feed, Filing, Said},
    fragment,
    header::Header,
};
use serde::Deserialize;
use std::borrow::Cow;
use story::{Agency, Block, State, TextFault};

/// The names of `meta` elements that are read.
const METAS: [&str; 16] = [
    "author",
    "article:author",
    "description",
    "og:description",
    "keywords",
    "news_keywords",
    "article:tag",
    "og:title",
    "og:site_name",
    "og:url",
    "copyright",
    "article:published_time",
    "article:modified_time",
    "date",
    "dcterms.modified",
    "content-language",
];
/// Meta elements that are kept of one page.
const METAS_MAX: usize = 200;
/// Scripts with data that are read of one page.
const DATA_MAX: usize = 20;

/// The data of a document of ours.
#[derive(Deserialize)]
struct Ours {
    identifier: String,
    #[serde(rename = "dateModified", default)]
    modified: String,
    tellal: Header,
}

/// What is found in the tags of a page.
#[derive(Default)]
struct Page<'a> {
    language: Cow<'a, str>,
    title: &'a str,
    canonical: Cow<'a, str>,
    metas: Vec<(&'static str, Cow<'a, str>)>,
    /// The texts of scripts of the type `application/ld+json`.
    data: Vec<&'a str>,
    h1: Option<Part<'a>>,
    /// Where the text stands, the surest place first: `articleBody`, `article`, `main`, `body`.
    places: [Option<Part<'a>>; 4],
}

/// An element with what is in it.
struct Part<'a> {
    name: &'a str,
    from: usize,
    /// Elements of the same name that are open inside it.
    open: usize,
    to: Option<usize>,
}

/// The story of a page.
pub fn read(text: &str, _agency: &Agency, defaults: &Defaults) -> Result<Vec<Incoming>, Refused> {
    if text.len() > DOCUMENT_BYTES_MAX {
        return Err(Refused::whole(format!("has more than {DOCUMENT_BYTES_MAX} bytes")));
    }
    let page = Page::of(text);
    if let Some(data) = page.data.iter().find(|data| data.contains("\"tellal\"")) {
        let ours = serde_json::from_str::<Ours>(data);
        let ours = ours.map_err(|error| Refused::field("tellal", format!("is not as it should be: {error}")))?;
        return page.ours(text, ours, defaults).map(|incoming| vec![incoming]);
    }
    let data = page.data.iter().find_map(|data| article(&serde_json::from_str(data).ok()?));
    let entry = page.entry(text, data.unwrap_or_default())?;
    match entry.incoming(&Feed::default(), defaults) {
        Ok(incoming) => Ok(vec![incoming]),
        Err(Fault::Entry(refused) | Fault::Document(refused)) => Err(refused),
    }
}

impl<'a> Page<'a> {
    fn of(html: &'a str) -> Self {
        let mut page = Self::default();
        let mut script: Option<usize> = None;
        let mut title: Option<usize> = None;
        for tag in tags(html) {
            if tag.is("script") {
                let kind = tag.attribute("type").unwrap_or_default();
                let text = script.take().map(|from| &html[from..tag.from]);
                page.data.extend(text.filter(|_| page.data.len() < DATA_MAX));
                script = kind.eq_ignore_ascii_case("application/ld+json").then_some(tag.to);
            } else if tag.is("title") {
                let text = title.take().map(|from| html[from..tag.from].trim());
                page.title = text.filter(|_| page.title.is_empty()).unwrap_or(page.title);
                title = (!tag.ends).then_some(tag.to);
            } else if !tag.ends {
                page.head(&tag);
            }
            page.place(&tag);
        }
        page
    }

    fn head(&mut self, tag: &Tag<'a>) {
        if tag.is("html") {
            self.language = tag.attribute("lang").unwrap_or_default();
        } else if tag.is("link") && tag.attribute("rel").as_deref() == Some("canonical") {
            self.canonical = tag.attribute("href").unwrap_or_default();
        } else if tag.is("meta") {
            self.meta(tag);
        }
    }

    fn meta(&mut self, tag: &Tag<'a>) {
        let named = ["name", "property", "http-equiv"].into_iter().find_map(|key| tag.attribute(key));
        let Some(name) = named else { return };
        let known = METAS.into_iter().find(|known| name.eq_ignore_ascii_case(known));
        if let (Some(known), Some(value)) = (known, tag.attribute("content"))
            && self.metas.len() < METAS_MAX
        {
            self.metas.push((known, value));
        }
    }

    /// Opens and closes the elements in which the text may stand.
    fn place(&mut self, tag: &Tag<'a>) {
        let open = |part: &mut Option<Part<'a>>| {
            if part.is_none() && !tag.ends {
                *part = Some(Part { name: tag.name, from: tag.to, open: 1, to: None });
            }
        };
        for part in self.places.iter_mut().chain([&mut self.h1]).flatten() {
            if part.to.is_none() && tag.is(part.name) {
                part.open = if tag.ends { part.open - 1 } else { part.open + 1 };
                part.to = (part.open == 0).then_some(tag.from);
            }
        }
        if !tag.ends && self.places[0].is_none() && tag.attribute("itemprop").as_deref() == Some("articleBody") {
            open(&mut self.places[0]);
        }
        for (at, name) in [(1, "article"), (2, "main"), (3, "body")] {
            if tag.is(name) {
                open(&mut self.places[at]);
            }
        }
        if tag.is("h1") {
            open(&mut self.h1);
        }
    }

    fn inside(html: &'a str, part: &Part<'a>) -> &'a str {
        &html[part.from..part.to.unwrap_or(html.len())]
    }

    /// A story of ours: the data says everything but the text.
    fn ours(&self, html: &str, ours: Ours, defaults: &Defaults) -> Result<Incoming, Refused> {
        let Ours { identifier, modified, tellal: mut header } = ours;
        header.id = crate::incoming::external_id("identifier", &identifier)?;
        header.dated = modified.parse().ok();
        let has_text = header.files.is_empty() && header.status.unwrap_or(State::Usable) == State::Usable;
        let text = self.places[0].as_ref().filter(|_| has_text).map(|part| Page::inside(html, part));
        let fragment = text.map(fragment::read).transpose()?.unwrap_or_default();
        header.repairs.extend(fragment.repairs);
        header.incoming(fragment.blocks, defaults)
    }

    fn metas(&self, names: &'static [&'static str]) -> impl Iterator<Item = &Cow<'a, str>> {
        let said = move |wanted: &'static str| {
            self.metas.iter().filter(move |(name, value)| *name == wanted && !value.trim().is_empty())
        };
        names.iter().flat_map(move |name| said(name)).map(|(_, value)| value)
    }

    fn meta_of(&self, names: &'static [&'static str]) -> Cow<'a, str> {
        self.metas(names).next().cloned().unwrap_or_default()
    }

    /// The page of someone else, as if it were the entry of a feed.
    fn entry(&self, html: &'a str, data: Linked) -> Result<Entry<'a>, Refused> {
        let id = if self.canonical.is_empty() { self.meta_of(&["og:url"]) } else { self.canonical.clone() };
        let fragment = self.text(html, data.body).blocks(&id)?;
        if fragment.blocks.is_empty() {
            return Err(Refused::field("body", TextFault::Empty));
        }
        let markup = |text: &'a str| Said::Markup(Cow::Borrowed(text));
        let h1 = self.h1.as_ref().map(|part| plain(Page::inside(html, part))).unwrap_or_default();
        let title = [data.headline, h1, self.meta_of(&["og:title"]).into_owned()];
        let title = title.into_iter().find(|text| !text.trim().is_empty());
        let or_else = |said: String, names| if said.is_empty() { self.meta_of(names) } else { said.into() };
        let tags = self.metas(&["keywords", "news_keywords"]).flat_map(|words| words.split(',')).map(str::to_owned);
        let tags = tags.chain(self.metas(&["article:tag"]).map(ToString::to_string)).chain(data.keywords);
        let authors = if data.authors.is_empty() {
            self.metas(&["author", "article:author"]).cloned().collect()
        } else {
            data.authors.into_iter().map(Cow::Owned).collect()
        };
        Ok(Entry {
            link: id,
            title: title.map_or_else(|| markup(self.title), |title| Said::Plain(title.into())),
            summary: Said::Either(or_else(data.description, &["description", "og:description"])),
            content: Said::Blocks(fragment),
            authors,
            categories: tags.map(|word| Filing { term: word.into(), ..Filing::default() }).collect(),
            published: or_else(data.published, &["article:published_time", "date"]),
            updated: or_else(data.modified, &["article:modified_time", "dcterms.modified"]),
            language: if self.language.is_empty() {
                or_else(data.language, &["content-language"])
            } else {
                self.language.clone()
            },
            copyright: or_else(data.copyright, &["copyright"]),
            credit: data.credit.into(),
            source: self.meta_of(&["og:site_name"]),
            status: data.status.map(|state| (state, Cow::Borrowed(""))),
            ..Entry::default()
        })
    }

    /// The text, from the surest place that has one; else the text of the linked data.
    fn text(&self, html: &'a str, data: String) -> Said<'a> {
        for (at, part) in self.places.iter().enumerate() {
            let Some(part) = part else { continue };
            let inside = Page::inside(html, part);
            let text = if at == 0 { Cow::Borrowed(inside) } else { without_furniture(inside) };
            if tags(&text).any(|tag| tag.is("p")) {
                return Said::Markup(text);
            }
        }
        if !data.is_empty() {
            return Said::Plain(data.into());
        }
        let part = self.places.iter().flatten().next();
        Said::Markup(part.map_or(Cow::Borrowed(html), |part| without_furniture(Page::inside(html, part))))
    }
}

/// The text without the parts of a page that belong to the site: navigation, headers, footers, asides.
fn without_furniture(html: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut kept = 0;
    // The part that may be left out, where it begins, and how many of its name are open. One without an end stays.
    let mut part: Option<(&str, usize, usize)> = None;
    for tag in tags(html) {
        match part {
            None if !tag.ends && ["nav", "header", "footer", "aside"].iter().any(|name| tag.is(name)) => {
                part = Some((tag.name, tag.from, 1));
            }
            Some((name, from, open)) if tag.is(name) => {
                let open = if tag.ends { open - 1 } else { open + 1 };
                part = (open > 0).then_some((name, from, open));
                if open == 0 {
                    out.push_str(&html[kept..from]);
                    kept = tag.to;
                }
            }
            _ => {}
        }
    }
    if kept == 0 {
        return Cow::Borrowed(html);
    }
    out.push_str(&html[kept..]);
    Cow::Owned(out)
}

fn plain(html: &str) -> String {
    let blocks = fragment::read(html).map(|fragment| fragment.blocks).unwrap_or_default();
    blocks.iter().map(Block::plain).collect::<Vec<_>>().join(" ")
}
