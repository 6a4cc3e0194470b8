//! Reads JSON Feed 1.0 and 1.1. Values of the wrong type are taken as if they were not there, as § Suggestions for Feed
//! Readers asks; only our own extension has to be as it should.

use super::lenient::{Several, Text};
use crate::{
    DOCUMENT_BYTES_MAX, Defaults, Incoming, Refused,
    entry::{Enclosed, Entry, Feed, Filing, Said},
    feed::read::Stories,
    header::Header,
};
use serde::Deserialize;
use std::borrow::Cow;
use story::Agency;

#[derive(Deserialize)]
struct Document<'a> {
    #[serde(borrow, default)]
    version: Text<'a>,
    #[serde(borrow, default)]
    title: Text<'a>,
    #[serde(borrow, default)]
    home_page_url: Text<'a>,
    #[serde(borrow, default)]
    language: Text<'a>,
    #[serde(borrow, default)]
    author: Several<Author<'a>>,
    #[serde(borrow, default)]
    authors: Several<Author<'a>>,
    #[serde(borrow, default)]
    items: Vec<Item<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Item<'a> {
    #[serde(borrow)]
    id: Text<'a>,
    #[serde(borrow)]
    url: Text<'a>,
    #[serde(borrow)]
    title: Text<'a>,
    #[serde(borrow)]
    content_html: Text<'a>,
    #[serde(borrow)]
    content_text: Text<'a>,
    #[serde(borrow)]
    summary: Text<'a>,
    #[serde(borrow)]
    date_published: Text<'a>,
    #[serde(borrow)]
    date_modified: Text<'a>,
    #[serde(borrow)]
    language: Text<'a>,
    #[serde(borrow)]
    author: Several<Author<'a>>,
    #[serde(borrow)]
    authors: Several<Author<'a>>,
    #[serde(borrow)]
    tags: Several<Text<'a>>,
    #[serde(borrow)]
    attachments: Several<Attachment<'a>>,
    #[serde(rename = "_tellal")]
    own: Option<Header>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Author<'a> {
    #[serde(borrow)]
    name: Text<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Attachment<'a> {
    #[serde(borrow)]
    url: Text<'a>,
    #[serde(borrow)]
    mime_type: Text<'a>,
}

/// The stories of a feed, in its order. An item without an id is discarded, as the standard wants it.
pub fn read(text: &str, _agency: &Agency, defaults: &Defaults) -> Result<Vec<Incoming>, Refused> {
    if text.len() > DOCUMENT_BYTES_MAX {
        return Err(Refused::whole(format!("has more than {DOCUMENT_BYTES_MAX} bytes")));
    }
    let text = text.trim_start_matches('\u{FEFF}');
    let document: Document<'_> = serde_json::from_str(text).map_err(|error| {
        let told = error.to_string();
        // The line is told once.
        let why = told.split(" at line ").next().unwrap_or(&told);
        Refused::whole(format!("is not a JSON Feed: {why}, column {}", error.column())).at(error.line().max(1))
    })?;
    if !document.version.0.contains("jsonfeed.org/version/") {
        return Err(Refused::field("version", "is not that of a JSON Feed, https://jsonfeed.org/version/1.1"));
    }
    let author = document.authors.0.into_iter().chain(document.author.0).map(|author| author.name.0).next();
    let author = author.unwrap_or_default();
    let feed = Feed {
        title: &document.title.0,
        language: &document.language.0,
        copyright: "",
        author: &author,
        base: &document.home_page_url.0,
    };
    let mut stories = Stories::default();
    let mut without_id = 0_usize;
    for item in document.items {
        if item.id.0.trim().is_empty() {
            without_id += 1;
        } else if !stories.is_full() {
            stories.add(item.entry(), None, &feed, defaults)?;
        }
    }
    let told = (without_id > 0).then(|| format!("items without an id were left out: {without_id}"));
    stories.finish(&told.into_iter().collect::<Vec<_>>())
}

impl<'a> Item<'a> {
    fn entry(self) -> Entry<'a> {
        let said = |html: Text<'a>, text: Text<'a>| match (html.0.trim().is_empty(), text.0.trim().is_empty()) {
            (false, _) => Said::Markup(html.0),
            (true, false) => Said::Plain(text.0),
            (true, true) => Said::Nothing,
        };
        // `authors` counts more than the `author` of version 1.0.
        let authors = if self.authors.0.is_empty() { self.author.0 } else { self.authors.0 };
        let filing = |term: Text<'a>| Filing { term: term.0, ..Filing::default() };
        let enclosed = |file: Attachment<'a>| Enclosed { href: file.url.0, sort: file.mime_type.0 };
        let files = self.attachments.0.into_iter().map(enclosed).filter(|file| !file.href.trim().is_empty());
        Entry {
            id: self.id.0,
            link: self.url.0,
            title: Said::Plain(self.title.0),
            summary: said(Text(Cow::Borrowed("")), self.summary),
            content: said(self.content_html, self.content_text),
            authors: authors.into_iter().map(|author| author.name.0).collect(),
            categories: self.tags.0.into_iter().map(filing).collect(),
            published: self.date_published.0,
            updated: self.date_modified.0,
            language: self.language.0,
            files: files.collect(),
            own: self.own,
            ..Entry::default()
        }
    }
}
